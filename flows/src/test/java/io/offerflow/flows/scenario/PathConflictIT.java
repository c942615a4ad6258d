package io.offerflow.flows.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.api.condition.Condition;
import io.offerflow.api.condition.ConditionType;
import io.offerflow.api.condition.Reason;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A path has one owner: the oldest offer. Creation times have whole seconds, so scenarios let one pass between two offers. */
class PathConflictIT extends OnEachStack {
    private Shop first;
    private Shop second;
    private Till till;

    @BeforeEach
    void open() {
        first = shop("first");
        second = shop("second");
        till = new Till(first.stack());
        first.service("upstream");
        second.service("upstream");
    }

    @Test
    void the_same_path_belongs_to_the_oldest_offer_and_the_other_is_told_and_succeeds_it() throws Exception {
        String path = first.path("tea");
        offer(first, "tea", "0.001", path);
        offer(second, "coffee", "0.002", path);

        assertLost("coffee", "tea");
        assertThat(Till.amount(till.get(path))).isEqualTo("1000");
        assertThat(till.asked(second.ref("coffee"))).isEmpty();
        first.awaitReady("tea");

        first.offers("tea").delete();

        second.awaitReady("coffee");
        assertThat(till.asked(second.ref("coffee"))).isEqualTo(Optional.of("2000"));
        Patience.until(
                "the successor's price",
                () -> till.get(path),
                answer -> answer.statusCode() == 402 && Till.amount(answer).equals("2000"));
    }

    @Test
    void a_path_below_another_namespaces_is_lost() throws Exception {
        offer(first, "tea", "0.001", first.path("shelf"));
        offer(second, "coffee", "0.002", first.path("shelf") + "/coffee");

        assertLost("coffee", "tea");
        assertThat(Till.amount(till.get(first.path("shelf") + "/coffee"))).isEqualTo("1000");

        first.edit("tea", "{\"spec\":{\"path\":\"" + first.path("moved") + "\"}}");

        second.awaitReady("coffee");
        first.awaitReady("tea");
    }

    @Test
    void a_path_above_another_namespaces_is_lost_too() {
        offer(first, "tea", "0.001", first.path("shelf") + "/tea");
        offer(second, "coffee", "0.002", first.path("shelf"));

        assertLost("coffee", "tea");
        first.awaitReady("tea");
    }

    @Test
    void within_one_namespace_the_more_specific_path_wins_and_both_sell() throws Exception {
        offer(first, "shop", "0.001", first.path("shelf"));
        offer(first, "tea", "0.002", first.path("shelf") + "/tea");

        first.awaitReady("shop");
        first.awaitReady("tea");
        assertThat(Till.amount(till.get(first.path("shelf") + "/sugar"))).isEqualTo("1000");
        assertThat(Till.amount(till.get(first.path("shelf") + "/tea/green"))).isEqualTo("2000");
    }

    @Test
    void a_loser_that_moves_away_becomes_ready() {
        offer(first, "tea", "0.001", first.path("tea"));
        offer(second, "coffee", "0.002", first.path("tea"));
        assertLost("coffee", "tea");

        second.edit("coffee", "{\"spec\":{\"path\":\"" + second.path("coffee") + "\"}}");

        second.awaitReady("coffee");
    }

    private void assertLost(String loser, String owner) {
        Condition gate = second.await(loser, ConditionType.PAYMENT_GATE_READY, Reason.PathConflict);
        assertThat(gate.message()).contains(first.ref(owner).toString());
        Condition ready = second.await(loser, ConditionType.READY, Reason.PathConflict);
        assertThat(ready.status()).isEqualTo(Condition.Status.False);
        assertThat(second.route(loser).get()).isNull();
    }

    private static void offer(Shop shop, String name, String price, String path) {
        shop.offer(name, price, spec -> spec.put("path", path));
        long created = shop.get(name).metadata().creationTimestamp().getEpochSecond();
        Patience.until("a second later", () -> TimeUnit.MILLISECONDS.toSeconds(System.currentTimeMillis()) > created);
    }
}
