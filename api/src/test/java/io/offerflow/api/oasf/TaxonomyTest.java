package io.offerflow.api.oasf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TaxonomyTest {

    @Test
    void holdsEveryNameOfTheVersionItSays() {
        assertThat(Taxonomy.SKILLS.names()).hasSize(136).allMatch(name -> name.matches("[a-z0-9_]+(/[a-z0-9_]+)+"));
        assertThat(Taxonomy.DOMAINS.names()).hasSize(204).allMatch(name -> name.matches("[a-z0-9_]+(/[a-z0-9_]+)+"));
    }

    @Test
    void knownNamesRaiseNoDoubt() {
        assertThat(Taxonomy.DOMAINS.doubts(List.copyOf(Taxonomy.DOMAINS.names())))
                .isEmpty();
    }

    @Test
    void aMisspeltNameIsToldWithTheNearest() {
        assertThat(Taxonomy.SKILLS.doubts(List.of("agent_orchestration/task_decompositon")))
                .containsExactly("OASF 0.8 has no skill \"agent_orchestration/task_decompositon\"; did you mean"
                        + " agent_orchestration/task_decomposition?");
    }

    @Test
    void theEndOfAPathFindsTheRest() {
        assertThat(Taxonomy.SKILLS.nearest("Task Decomposition")).hasValue("agent_orchestration/task_decomposition");
        assertThat(Taxonomy.DOMAINS.nearest("tech/rpa")).hasValue("technology/automation/rpa");
    }

    @Test
    void doubtsDependOnNamesAndNotOnTheirOrder() {
        List<String> doubts = Taxonomy.SKILLS.doubts(List.of("b/x", "a/x", "b/x"));
        assertThat(doubts).hasSize(2).isEqualTo(Taxonomy.SKILLS.doubts(List.of("a/x", "b/x")));
    }
}
