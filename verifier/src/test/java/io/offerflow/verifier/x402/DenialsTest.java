package io.offerflow.verifier.x402;

import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.verifier.route.Terms;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is kept of denials never shows. */
class DenialsTest {
    private static final List<String> URL = List.of("https://shop.example/x");
    /** More than are kept, so that they displace each other. */
    private static final int MANY = 4_000;

    private final Denials denials = new Denials();

    @Test
    void everybodyIsToldHisOwnPriceAndFlaw() {
        List<Terms> all = IntStream.range(0, MANY)
                .mapToObj(i -> ChallengesTest.terms(1_000_000L + i))
                .toList();
        for (int round = 0; round < 2; round++) {
            for (Terms terms : all) {
                for (String detail : List.of("", "one", "other")) {
                    Challenge told = denials.challenge(terms, URL, Problem.PAYMENT_INVALID, detail);
                    Challenge fresh = Challenge.of(terms, URL, Problem.PAYMENT_INVALID, detail);
                    assertThat(told.body()).isEqualTo(fresh.body());
                    assertThat(told.header()).isEqualTo(fresh.header());
                }
            }
        }
    }

    @Test
    void problemsAndSentencesAreKeptApart() {
        for (int round = 0; round < 2; round++) {
            for (Problem problem : Problem.values()) {
                for (int i = 0; i < MANY / 4; i++) {
                    assertThat(text(problem, "flaw " + i, Optional.empty()))
                            .contains("\"flaw " + i + "\"", "\"" + problem.code() + "\"");
                }
            }
        }
    }

    @Test
    void anAddressIsToldToWhomItBelongsAndToNobodyElse() {
        String told = text(Problem.SETTLEMENT_UNKNOWN, "", Optional.of("https://shop.example/settlements/1"));
        assertThat(told).contains("settlements/1");
        assertThat(text(Problem.SETTLEMENT_UNKNOWN, "", Optional.empty())).doesNotContain("statusUrl");
        assertThat(text(Problem.SETTLEMENT_UNKNOWN, "", Optional.of("https://shop.example/settlements/2")))
                .contains("settlements/2")
                .doesNotContain("settlements/1");
    }

    private String text(Problem problem, String detail, Optional<String> status) {
        return new String(denials.body(problem, detail, status), StandardCharsets.UTF_8);
    }
}
