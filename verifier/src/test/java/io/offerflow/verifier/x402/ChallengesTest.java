package io.offerflow.verifier.x402;

import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.api.chain.Chain;
import io.offerflow.api.chain.Chains;
import io.offerflow.api.route.Requirement;
import io.offerflow.verifier.route.Terms;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is kept of challenges never shows. */
class ChallengesTest {
    private static final List<String> URL = List.of("https://shop.example/x");
    /** More than are kept, so that terms displace each other. */
    private static final int MANY = 40_000;

    @Test
    void everybodyIsToldHisOwnPriceHoweverManyAreAsked() {
        Challenges challenges = new Challenges();
        List<Terms> all =
                IntStream.range(0, MANY).mapToObj(i -> terms(1_000_000L + i)).toList();
        for (int round = 0; round < 2; round++) {
            for (Terms terms : all) {
                Challenge told = challenges.unpaid(terms, URL);
                String price = "\"" + terms.requirements().getFirst().amount() + "\"";
                assertThat(new String(told.body(), StandardCharsets.UTF_8)).contains(price);
                assertThat(new String(Base64.getDecoder().decode(told.header()), StandardCharsets.UTF_8))
                        .contains(price);
            }
        }
    }

    @Test
    void anAnswerGivenAgainIsTheSame() {
        Challenges challenges = new Challenges();
        Terms terms = terms(1_000);
        Challenge first = challenges.unpaid(terms, URL);
        Challenge second = challenges.unpaid(terms, URL);
        assertThat(second.header()).isEqualTo(first.header());
        assertThat(second.body()).isEqualTo(first.body());
    }

    static Terms terms(long amount) {
        Chain chain = Chains.find("base-sepolia").orElseThrow();
        Requirement requirement = new Requirement(
                chain,
                chain.usdc(),
                BigInteger.valueOf(amount),
                "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC",
                300,
                new TreeMap<>());
        return new Terms("/services/x", "", List.of(requirement), true, false);
    }
}
