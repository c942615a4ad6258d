package io.offerflow.flows.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.api.ServiceOffer;
import io.offerflow.api.ServiceOfferStatus.Phase;
import io.offerflow.api.condition.ConditionType;
import io.offerflow.api.condition.Reason;
import io.offerflow.dev.stack.OfferObjects;
import io.offerflow.workflows.offer.ServiceOfferWorkflow;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two ways to stop for a while or for good: drain ends the sale, pause freezes the controller and nothing else. */
class DrainAndPauseIT extends OnEachStack {
    private Shop shop;
    private Till till;

    @BeforeEach
    void sell() {
        shop = shop("stop");
        till = new Till(shop.stack());
        shop.sell("tea", "0.001");
    }

    @Test
    void an_offer_sells_until_the_end_of_its_drain_and_is_withdrawn_by_itself() throws Exception {
        Instant drainAt = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(3);
        Instant end = drainAt.plusSeconds(3);
        drain(drainAt, "3s");

        ServiceOffer draining =
                shop.await("Draining", "tea", offer -> offer.statusOrEmpty().phase() == Phase.Draining);
        assertThat(draining.statusOrEmpty().drainEndsAt()).isEqualTo(end);
        assertThat(OfferObjects.ready(draining)).isTrue();
        assertThat(till.get(shop.path("tea")).statusCode()).isEqualTo(402);

        shop.await("tea", ConditionType.DRAINING, Reason.Drained);
        assertThat(Instant.now()).isAfterOrEqualTo(end);
        assertWithdrawn();
    }

    @Test
    void the_gate_stops_selling_at_the_very_end_of_the_drain() throws Exception {
        Instant end = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(4);
        drain(end, "0s");
        Instant lastSold = Instant.MIN;
        for (Instant asked = Instant.now(); asked.isBefore(end.plusSeconds(1)); asked = Instant.now()) {
            if (till.asked(shop.ref("tea")).isPresent()) {
                lastSold = asked;
            }
        }
        assertThat(lastSold).isBefore(end).isAfter(end.minusSeconds(1));
    }

    @Test
    void an_end_of_sale_in_the_past_without_grace_withdraws_at_once() throws Exception {
        drain(Instant.parse("2020-01-01T00:00:00Z"), "0s");

        shop.await("tea", ConditionType.DRAINING, Reason.Drained);
        assertWithdrawn();
    }

    @Test
    void an_end_of_sale_in_the_past_is_followed_by_an_hour_of_grace() throws Exception {
        drain(Instant.now().minusSeconds(60), null);

        shop.await("tea", ConditionType.DRAINING, Reason.Draining);
        assertThat(OfferObjects.ready(shop.get("tea"))).isTrue();
        assertThat(till.get(shop.path("tea")).statusCode()).isEqualTo(402);
    }

    @Test
    void a_drained_offer_sells_again_when_its_end_of_sale_is_taken_back() throws Exception {
        drain(Instant.parse("2020-01-01T00:00:00Z"), "0s");
        shop.await("tea", ConditionType.DRAINING, Reason.Drained);

        shop.edit("tea", "{\"spec\":{\"drainAt\":null,\"drainGracePeriod\":null}}");

        shop.awaitReady("tea");
        Patience.until("402", () -> till.get(shop.path("tea")).statusCode() == 402);
    }

    @Test
    void pausing_by_spec_freezes_the_children_while_the_gate_follows_the_spec() throws Exception {
        shop.edit("tea", "{\"spec\":{\"paused\":true}}");
        shop.await("tea", ConditionType.PAUSED, Reason.PausedBySpec);

        assertFrozenButFollowed();

        shop.edit("tea", "{\"spec\":{\"paused\":null}}");
        assertMended();
    }

    @Test
    void pausing_by_annotation_freezes_the_children_while_the_gate_follows_the_spec() throws Exception {
        shop.edit("tea", "{\"metadata\":{\"annotations\":{\"obol.org/paused\":\"true\"}}}");
        shop.await("tea", ConditionType.PAUSED, Reason.PausedByAnnotation);

        assertFrozenButFollowed();

        shop.edit("tea", "{\"metadata\":{\"annotations\":{\"obol.org/paused\":null}}}");
        assertMended();
    }

    @Test
    void pausing_in_Temporal_writes_the_spec_and_resuming_clears_it() throws Exception {
        ServiceOfferWorkflow workflow = new Story(shop.stack(), shop.ref("tea")).workflow();

        workflow.pause();
        assertThat(shop.get("tea").pausedBySpec()).isTrue();
        shop.await("tea", ConditionType.PAUSED, Reason.PausedBySpec);
        assertFrozenButFollowed();

        workflow.resume();
        assertThat(shop.get("tea").pausedBySpec()).isFalse();
        assertMended();
    }

    private void drain(Instant at, String grace) {
        String period = grace == null ? "" : ",\"drainGracePeriod\":\"" + grace + "\"";
        shop.edit("tea", "{\"spec\":{\"drainAt\":\"" + at.truncatedTo(ChronoUnit.SECONDS) + "\"" + period + "}}");
    }

    private void assertWithdrawn() throws Exception {
        assertThat(shop.children("tea")).isZero();
        assertThat(till.ask(shop.ref("tea")).statusCode()).isEqualTo(403);
        Patience.until("404", () -> till.get(shop.path("tea")).statusCode() == 404);
        assertThat(OfferObjects.ready(shop.get("tea"))).isFalse();
    }

    /** A price and a path are edited, and a child deleted: the gate charges the new price, the children stay as they are. */
    private void assertFrozenButFollowed() throws Exception {
        assertThat(shop.get("tea").statusOrEmpty().phase()).isEqualTo(Phase.Paused);
        String route = shop.route("tea").get().getMetadata().getResourceVersion();
        shop.middleware("tea").delete();
        shop.edit(
                "tea",
                "{\"spec\":{\"path\":\"" + shop.path("moved")
                        + "\",\"payment\":{\"price\":{\"perRequest\":\"0.005\"}}}}");

        Patience.until(
                "the gate follows",
                () -> till.asked(shop.ref("tea")).filter("5000"::equals).isPresent());
        Patience.during(
                Duration.ofSeconds(3),
                "frozen",
                () -> shop.middleware("tea").get() == null
                        && route.equals(shop.route("tea").get().getMetadata().getResourceVersion()));
    }

    private void assertMended() throws Exception {
        ServiceOffer ready = shop.awaitReady("tea");
        assertThat(ready.statusOrEmpty().phase()).isEqualTo(Phase.Ready);
        assertThat(shop.middleware("tea").get()).isNotNull();
        Patience.until(
                "the new path",
                () -> till.get(shop.path("moved")),
                answer -> answer.statusCode() == 402 && Till.amount(answer).equals("5000"));
        assertThat(till.get(shop.path("tea")).statusCode()).isEqualTo(404);
    }
}
