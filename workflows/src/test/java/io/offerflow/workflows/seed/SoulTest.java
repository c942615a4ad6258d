package io.offerflow.workflows.seed;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SoulTest {
    @Test
    void theObjectiveStandsInItsSectionOnceAndAsItIs() {
        String soul = Soul.of("  Tell the price of $gas \\1 {{OBJECTIVE}}.  ");
        assertThat(soul).contains("# Your objective\n\nTell the price of $gas \\1 {{OBJECTIVE}}.\n\nEverything else");
        assertThat(soul.split("Tell the price", -1)).hasSize(2);
    }

    @Test
    void withoutAnObjectiveTheAgentSaysSo() {
        assertThat(Soul.of(null)).isEqualTo(Soul.of("  ")).contains("No objective was given");
        assertThat(Soul.of("x")).doesNotContain("No objective was given").doesNotContain("{{");
    }

    @Test
    void itHasAllItsSections() {
        assertThat(Soul.of("x").lines().filter(line -> line.startsWith("# ")))
                .containsExactly(
                        "# Who you are",
                        "# Your objective",
                        "# How you answer",
                        "# Where you work",
                        "# Whom you trust",
                        "# When you are not sure");
    }
}
