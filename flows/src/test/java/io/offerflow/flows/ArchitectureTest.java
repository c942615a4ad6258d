package io.offerflow.flows;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The arrows of ARCHITECTURE.md, held by the build. */
class ArchitectureTest {
    private static final JavaClasses PRODUCT = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.offerflow");

    /** What each module may use of ours besides itself; everything else is forbidden. */
    private static final Map<String, List<String>> ARROWS = Map.of(
            "api", List.of(),
            "cluster", List.of("api"),
            "ethereum", List.of(),
            "workflows", List.of("api"),
            "activities", List.of("api", "cluster", "ethereum", "workflows"),
            "watcher", List.of("api", "cluster", "workflows"),
            "verifier", List.of("api", "cluster"),
            "signer", List.of("cluster", "ethereum"));

    @Test
    void a_module_uses_only_the_modules_that_its_arrows_point_to() {
        assertThat(PRODUCT).isNotEmpty();
        List<String> all = List.of(
                "api",
                "cluster",
                "ethereum",
                "workflows",
                "activities",
                "watcher",
                "verifier",
                "signer",
                "dev",
                "flows");
        ARROWS.forEach((module, allowed) -> all.stream()
                .filter(other -> !other.equals(module) && !allowed.contains(other))
                .forEach(other -> noClasses()
                        .that()
                        .resideInAPackage("io.offerflow." + module + "..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("io.offerflow." + other + "..")
                        .check(PRODUCT)));
    }

    @Test
    void the_verifier_knows_neither_Temporal_nor_web3j() {
        noClasses()
                .that()
                .resideInAnyPackage("io.offerflow.verifier..", "io.offerflow.cluster..", "io.offerflow.api..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.temporal..", "org.web3j..")
                .check(PRODUCT);
    }

    @Test
    void values_are_free_of_input_and_output() {
        noClasses()
                .that()
                .resideInAPackage("io.offerflow.api..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.fabric8..", "java.net.http..", "java.nio.file..", "java.sql..")
                .check(PRODUCT);
    }

    @Test
    void money_is_never_a_floating_point_number() {
        noClasses()
                .that()
                .resideInAnyPackage("io.offerflow.api..", "io.offerflow.verifier.pay..", "io.offerflow.verifier.x402..")
                .should()
                .callMethod(java.math.BigDecimal.class, "doubleValue")
                .orShould()
                .callMethod(java.math.BigInteger.class, "doubleValue")
                .orShould()
                .callMethod(Double.class, "parseDouble", String.class)
                .check(PRODUCT);
    }
}
