package io.offerflow.flows.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.offerflow.api.ServiceOffer;
import io.offerflow.api.condition.Condition;
import io.offerflow.api.condition.ConditionType;
import io.offerflow.api.condition.Reason;
import io.offerflow.dev.pay.Buyer;
import io.offerflow.dev.pay.PaymentRequired;
import io.offerflow.dev.stack.DemoUpstream;
import java.math.BigInteger;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The condition UpstreamHealthy follows what is sold, and nobody pays for what is down. */
class UpstreamIT extends OnEachStack {
    /** The probe interval of these stacks, and what is promised on top. */
    private static final Duration PROMISED = Duration.ofSeconds(2 + 5);

    @Test
    void an_ill_upstream_is_told_within_the_probe_interval_and_five_seconds_and_so_is_its_recovery() {
        Shop shop = shop("ill");
        try (DemoUpstream upstream = DemoUpstream.start(0)) {
            sell(shop, upstream.port());

            upstream.healthy(false);
            Condition ill = within(shop, Reason.Unhealthy);
            assertThat(ill.message()).isEqualTo("GET /health answered 503");
            assertThat(Shop.condition(shop.get("tea"), ConditionType.READY).status())
                    .isEqualTo(Condition.Status.False);

            upstream.healthy(true);
            within(shop, Reason.Healthy);
            shop.awaitReady("tea");
        }
    }

    @Test
    void a_dead_upstream_is_told_within_the_probe_interval_and_five_seconds_and_so_is_its_return() {
        Shop shop = shop("dead");
        DemoUpstream upstream = DemoUpstream.start(0);
        int port = upstream.port();
        sell(shop, port);

        upstream.close();
        assertThat(within(shop, Reason.Unhealthy).message()).isEqualTo("GET /health: connection refused");

        try (DemoUpstream again = DemoUpstream.start(port)) {
            assertThat(again.port()).isEqualTo(port);
            within(shop, Reason.Healthy);
            shop.awaitReady("tea");
        }
    }

    @Test
    void while_the_upstream_is_down_a_paid_request_answers_503_and_no_money_moves() throws Exception {
        Shop shop = shop("no-money");
        Till till = new Till(shop.stack());
        try (DemoUpstream upstream = DemoUpstream.start(0)) {
            sell(shop, upstream.port());
            Buyer buyer = till.buyer();
            HttpRequest request =
                    HttpRequest.newBuilder(till.url(shop.path("tea"))).build();
            PaymentRequired challenge = PaymentRequired.of(till.get(shop.path("tea")));
            upstream.healthy(false);
            shop.await("tea", ConditionType.UPSTREAM_HEALTHY, Reason.Unhealthy);
            long calls = till.facilitatorCalls();

            HttpResponse<String> answer =
                    Patience.until("503", () -> buyer.send(request, buyer.sign(challenge)), a -> a.statusCode() != 200);

            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(till.spent(buyer)).isEqualTo(BigInteger.ZERO);
            assertThat(till.facilitatorCalls()).isEqualTo(calls);
            assertThat(till.get(shop.path("tea")).statusCode())
                    .as("unpaid, for whoever comes back later")
                    .isEqualTo(402);

            upstream.healthy(true);
            shop.await("tea", ConditionType.UPSTREAM_HEALTHY, Reason.Healthy);
            Patience.until("sold again", () -> buyer.get(till.url(shop.path("tea"))), a -> a.statusCode() == 200);
            assertThat(till.spent(buyer)).isEqualTo(BigInteger.valueOf(1000));
        }
    }

    @Test
    void an_offer_of_a_missing_Service_says_so_and_becomes_ready_when_it_appears() {
        Shop shop = shop("missing");
        shop.offer("tea", "0.001");
        Condition missing = shop.await("tea", ConditionType.UPSTREAM_HEALTHY, Reason.MissingService);
        assertThat(missing.message()).contains(shop.namespace() + "/upstream");

        shop.service("upstream");

        shop.awaitReady("tea");
    }

    @Test
    void a_Service_that_is_deleted_under_a_ready_offer_is_told() {
        Shop shop = shop("deleted-service");
        shop.sell("tea", "0.001");

        shop.kube()
                .services()
                .inNamespace(shop.namespace())
                .withName("upstream")
                .delete();

        within(shop, Reason.MissingService);
        shop.service("upstream");
        shop.awaitReady("tea");
    }

    @Test
    void a_Service_of_another_namespace_is_sold_only_while_its_owner_consents() throws Exception {
        Shop owner = shop("owner");
        owner.service("upstream");
        Shop shop = shop("reseller");
        Till till = new Till(shop.stack());
        shop.offer(
                "tea",
                "0.001",
                spec -> spec.put(
                        "upstream",
                        Map.of(
                                "service", "upstream",
                                "namespace", owner.namespace(),
                                "port", shop.stack().upstreamPort())));
        Condition refused = shop.await("tea", ConditionType.UPSTREAM_HEALTHY, Reason.UpstreamNotGranted);
        ServiceOffer offer = shop.get("tea");
        assertThat(shop.route("tea").get()).isNull();
        assertThat(Shop.condition(offer, ConditionType.STALLED).holds()).isTrue();

        GenericKubernetesResource grant = grantIn(String.valueOf(refused.message()));
        shop.create(grant);
        shop.awaitReady("tea");
        assertThat(till.buyer().get(till.url(shop.path("tea"))).statusCode()).isEqualTo(200);

        shop.kube().resource(grant).delete();
        shop.await("tea", ConditionType.UPSTREAM_HEALTHY, Reason.UpstreamNotGranted);
        Patience.until("withdrawn", () -> shop.route("tea").get() == null);
    }

    /** The message prints what the owner has to apply; a person would copy it. */
    private static GenericKubernetesResource grantIn(String message) {
        return Serialization.unmarshal(
                message.substring(message.indexOf('{'), message.lastIndexOf('}') + 1), GenericKubernetesResource.class);
    }

    private static void sell(Shop shop, int port) {
        shop.service("upstream");
        shop.offer("tea", "0.001", spec -> spec.put("upstream", Map.of("service", "upstream", "port", port)));
        shop.awaitReady("tea");
    }

    private static Condition within(Shop shop, Reason reason) {
        long start = System.nanoTime();
        Patience.within(PROMISED, "UpstreamHealthy " + reason).until(() -> reason.name()
                .equals(Shop.condition(shop.get("tea"), ConditionType.UPSTREAM_HEALTHY)
                        .reason()));
        LOG.info("UpstreamHealthy {} after {} ms", reason, (System.nanoTime() - start) / 1_000_000);
        return Shop.condition(shop.get("tea"), ConditionType.UPSTREAM_HEALTHY);
    }
}
