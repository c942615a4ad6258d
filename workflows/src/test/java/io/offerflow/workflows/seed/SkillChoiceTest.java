package io.offerflow.workflows.seed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SkillChoiceTest {
    @Test
    void namesAreTheWholeListEachOnce() {
        assertThat(SkillChoice.of(List.of("gas", "addresses", "gas")))
                .isEqualTo(new SkillChoice.Chosen(List.of("gas", "addresses")));
        assertThat(SkillChoice.of(List.of())).isEqualTo(new SkillChoice.Chosen(List.of()));
    }

    @Test
    void signsChangeTheBasicSet() {
        assertThat(SkillChoice.of(List.of("+l2s", "-gas", "+addresses", "-security")))
                .isEqualTo(new SkillChoice.Chosen(
                        List.of("ethereum-networks", "ethereum-local-wallet", "addresses", "l2s")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "+",
                "-",
                "Gas",
                "../gas",
                "gas/",
                ".gas",
                "ga s",
                "gas\n",
                "+-gas",
                "unknown",
                "+unknown",
                "-unknown"
            })
    void whatIsNoSkillIsRefused(String entry) {
        assertThat(SkillChoice.of(List.of(entry))).isInstanceOf(SkillChoice.Refused.class);
        assertThat(SkillChoice.namesOf(List.of(entry))).isEmpty();
    }

    @Test
    void namesAndChangesDoNotMix() {
        assertThat(SkillChoice.of(List.of("gas", "+l2s"))).isInstanceOf(SkillChoice.Refused.class);
    }

    @Test
    void aRefusalTellsTheNearestNameAndAllOthers() {
        SkillChoice choice = SkillChoice.of(List.of("etherum-networks"));
        assertThat(((SkillChoice.Refused) choice).message())
                .contains("\"etherum-networks\"", "did you mean ethereum-networks?", "addresses", "wallets");
        assertThat(((SkillChoice.Refused) SkillChoice.of(List.of("zzzzzzzzzzzz"))).message())
                .doesNotContain("did you mean");
    }
}
