package io.offerflow.signer;

import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.signer.policy.Decision;
import io.offerflow.signer.policy.Policy;
import io.offerflow.signer.policy.PolicyFile;
import io.offerflow.signer.request.Operation;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/reference/signer.md says what is there, and nothing else. */
class SignerReferenceTest {
    private static final Path PAGE = Path.of("../docs/reference/signer.md");

    @TempDir
    Path home;

    @Test
    void the_page_lists_exactly_the_settings_that_exist() throws Exception {
        Set<String> existing = new TreeSet<>();
        for (Field field : SignerSettings.class.getFields()) {
            if (Modifier.isStatic(field.getModifiers()) && field.getType() == String.class) {
                existing.add(String.valueOf(field.get(null)));
            }
        }
        assertThat(firstCells("(?:OFFERFLOW_|SIGNER__)[A-Z_]+")).isEqualTo(existing);
    }

    @Test
    void the_page_lists_exactly_the_reasons_that_exist() throws Exception {
        Set<String> existing =
                Stream.of(Decision.Reason.values()).map(Enum::name).collect(Collectors.toCollection(TreeSet::new));
        assertThat(firstCells("[A-Z]+(?:_[A-Z]+)+"))
                .filteredOn(cell -> !cell.startsWith("OFFERFLOW_") && !cell.startsWith("SIGNER_"))
                .containsExactlyElementsOf(existing);
    }

    @Test
    void the_page_lists_every_operation() throws IOException {
        String page = Files.readString(PAGE);
        for (Operation operation : Operation.values()) {
            assertThat(page).contains("`POST /api/v1/sign/{address}/" + operation.path() + "`");
        }
    }

    @Test
    void the_page_lists_every_metric_of_the_signer() throws Exception {
        try (RunningSigner signer = RunningSigner.start(home, "messages: allow\n")) {
            signer.sign("message", "{\"message\":\"a\"}");
            Set<String> existing = Pattern.compile("^# TYPE (offerflow_signer_\\S+) ", Pattern.MULTILINE)
                    .matcher(signer.ops("/metrics"))
                    .results()
                    .map(match -> match.group(1))
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(firstCells("offerflow_signer_[a-z_]+")).isEqualTo(existing);
        }
    }

    @Test
    void the_policy_to_begin_with_can_be_used() throws Exception {
        Policy policy = PolicyFile.parse(Files.readString(Path.of("../deploy/signer/policy.yaml")));
        assertThat(policy.chains()).containsOnlyKeys(8453L, 84532L);
        assertThat(policy.messages()).isFalse();
        assertThat(policy.rawHash()).isFalse();
    }

    private static Set<String> firstCells(String form) throws IOException {
        return Pattern.compile("^\\| `(" + form + ")` \\|", Pattern.MULTILINE)
                .matcher(Files.readString(PAGE))
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
