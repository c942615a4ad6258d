package io.offerflow.workflows;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Java has no sandbox for workflow code, so the build looks for what would make a replay differ, and for arrows that point back. */
class DeterminismTest {
    private static final JavaClasses PRODUCT = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.offerflow.api", "io.offerflow.workflows");
    private static final String[] REPLAYED = {
        "io.offerflow.workflows.entity..",
        "io.offerflow.workflows.offer..",
        "io.offerflow.workflows.agent..",
        "io.offerflow.workflows.pod..",
        "io.offerflow.workflows.settlement..",
        "io.offerflow.workflows.chain..",
        "io.offerflow.workflows.identity.."
    };
    private static final Set<String> CHANCE_AND_CLOCKS = Set.of(
            "java.lang.System.currentTimeMillis",
            "java.lang.System.nanoTime",
            "java.lang.System.getenv",
            "java.lang.System.getProperty",
            "java.lang.Math.random",
            "java.util.UUID.randomUUID",
            "java.time.Instant.now",
            "java.time.LocalDate.now",
            "java.time.LocalDateTime.now",
            "java.time.ZonedDateTime.now",
            "java.time.OffsetDateTime.now",
            "java.util.Collections.shuffle");

    @Test
    void replayedCodeAsksNoClockNoChanceAndNoEnvironment() {
        noClasses()
                .that()
                .resideInAnyPackage(REPLAYED)
                .should()
                .callCodeUnitWhere(describe("a clock, chance or the environment", DeterminismTest::unrepeatable))
                .check(PRODUCT);
    }

    private static boolean unrepeatable(JavaCall<?> call) {
        return CHANCE_AND_CLOCKS.contains(call.getTargetOwner().getName() + "." + call.getName());
    }

    @Test
    void replayedCodeHasNoInputOutputThreadsLocksOrRandomness() {
        noClasses()
                .that()
                .resideInAnyPackage(REPLAYED)
                .should()
                .dependOnClassesThat(describe("input, output, threads or randomness", type -> {
                    String name = type.getName();
                    return name.startsWith("java.io.") && !name.equals("java.io.Serializable")
                            || name.startsWith("java.nio.file.")
                            || name.startsWith("java.nio.channels.")
                            || name.startsWith("java.net.")
                            || name.startsWith("java.util.random.")
                            || name.startsWith("java.util.concurrent.")
                                    && !name.startsWith("java.util.concurrent.atomic.")
                            || Set.of(
                                            "java.lang.Thread",
                                            "java.lang.ThreadLocal",
                                            "java.time.Clock",
                                            "java.time.InstantSource",
                                            "java.util.Random",
                                            "java.util.Timer",
                                            "java.security.SecureRandom")
                                    .contains(name);
                }))
                .check(PRODUCT);
    }

    @Test
    void thePlannerOfSettlementsKnowsNoTemporal() {
        noClasses()
                .that()
                .haveNameMatching("io\\.offerflow\\.workflows\\.settlement\\."
                        + "(SettlementPlanner|NextStep|ChainAnswer|Progress|StatedOutcome|Ending)(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.temporal..")
                .check(PRODUCT);
    }

    @Test
    void thePlannerKnowsNoTemporal() {
        noClasses()
                .that()
                .resideInAnyPackage("io.offerflow.workflows.offer", "io.offerflow.workflows.agent")
                .and()
                .haveSimpleNameNotEndingWith("Workflow")
                .and()
                .haveSimpleNameNotEndingWith("WorkflowImpl")
                .and()
                .haveSimpleNameNotEndingWith("Activities")
                .and()
                .haveSimpleNameNotEndingWith("Subject")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.temporal..")
                .check(PRODUCT);
    }

    @Test
    void thePlannersOfIdentitiesKnowNoTemporal() {
        noClasses()
                .that()
                .haveNameMatching("io\\.offerflow\\.workflows\\.identity\\."
                        + "(Chain(Planner|News|Record|Plans?|Entry|Wish)|Id(Keeping|entity(Planner|Steps|Memory|Facts))"
                        + "|Request(Planner|Status)|Mirror|Move|Word|Holding|OpenIntent)(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.temporal..")
                .check(PRODUCT);
    }

    @Test
    void theContractKnowsNeitherTemporalNorKubernetesNorInputOutput() {
        noClasses()
                .that()
                .resideInAPackage("io.offerflow.api..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.temporal..",
                        "io.fabric8..",
                        "io.grpc..",
                        "org.web3j..",
                        "java.net..",
                        "java.nio.file..",
                        "java.nio.channels..",
                        "java.sql..",
                        "io.offerflow.workflows..")
                .check(PRODUCT);
    }

    /** Its texts are part of the build, and so as repeatable as the code. */
    @Test
    void whatAgentsAreSownWithComesFromTheBuildAlone() {
        noClasses()
                .that()
                .resideInAnyPackage("io.offerflow.workflows.seed..")
                .and()
                .doNotHaveSimpleName("Texts")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.io..", "java.nio.file..", "java.net..", "java.time..", "java.util.random..")
                .check(PRODUCT);
    }

    @Test
    void replayedCodeKnowsTheContractAndTemporalOnly() {
        classes()
                .that()
                .resideInAnyPackage(REPLAYED)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.offerflow.api..",
                        "io.offerflow.workflows",
                        "io.offerflow.workflows.entity",
                        "io.offerflow.workflows.offer",
                        "io.offerflow.workflows.agent",
                        "io.offerflow.workflows.seed",
                        "io.offerflow.workflows.pod",
                        "io.offerflow.workflows.settlement",
                        "io.offerflow.workflows.chain",
                        "io.offerflow.workflows.identity",
                        "io.temporal..",
                        "com.fasterxml.jackson..",
                        "org.jspecify..",
                        "java..")
                .check(PRODUCT);
    }

    @Test
    void workflowsKnowNoClusterNoChainAndNoModuleAboveThem() {
        noClasses()
                .that()
                .resideInAPackage("io.offerflow.workflows..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.fabric8..",
                        "org.web3j..",
                        "io.undertow..",
                        "io.offerflow.activities..",
                        "io.offerflow.cluster..",
                        "io.offerflow.watcher..",
                        "io.offerflow.verifier..",
                        "io.offerflow.dev..")
                .check(PRODUCT);
    }
}
