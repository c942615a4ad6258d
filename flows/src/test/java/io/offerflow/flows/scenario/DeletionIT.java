package io.offerflow.flows.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.offerflow.api.ServiceOffer;
import io.offerflow.api.condition.ConditionType;
import io.offerflow.api.condition.Reason;
import io.offerflow.dev.stack.OfferObjects;
import io.offerflow.dev.stack.SampleOffer;
import io.offerflow.workflows.entity.ChildKind;
import io.temporal.api.enums.v1.EventType;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Whoever deletes an offer closes the till first, and finds nothing left. */
class DeletionIT extends OnEachStack {

    @Test
    void the_gate_refuses_before_the_children_go_and_the_offer_goes_last() throws Exception {
        Shop shop = shop("order");
        Till till = new Till(shop.stack());
        shop.sell("tea", "0.001");
        NavigableMap<Long, String> gone = new ConcurrentSkipListMap<>();
        AtomicLong routeGone = new AtomicLong(Long.MAX_VALUE);
        AtomicLong lastChallenge = new AtomicLong();
        AtomicBoolean ended = new AtomicBoolean();
        List<Watch> watches = List.of(
                watch(shop, ChildKind.HTTP_ROUTE, gone, routeGone),
                watch(shop, ChildKind.MIDDLEWARE, gone, new AtomicLong()),
                watchOffers(shop, gone));
        Watching.during(watches, () -> {
            try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
                thread.submit(() -> askOverAndOver(shop, till, ended, lastChallenge));
                Patience.until("asking", () -> lastChallenge.get() > 0);

                shop.offers("tea").delete();

                Patience.until("three deletions", () -> gone.size() == 3);
                ended.set(true);
            }
        });
        assertThat(gone.values()).containsExactly("HTTPRoute so-tea", "Middleware x402-tea", "ServiceOffer tea");
        assertThat(lastChallenge.get())
                .as("start of the last request that was offered a price")
                .isLessThan(routeGone.get());
        assertThat(till.ask(shop.ref("tea")).statusCode()).isIn(403, 404);
        assertThat(till.get(shop.path("tea")).statusCode()).isEqualTo(404);
        assertEnded(shop);
    }

    @Test
    void a_successor_of_the_same_name_within_a_second_wins_with_its_own_price() throws Exception {
        Shop shop = shop("successor");
        Till till = new Till(shop.stack());
        String before = shop.sell("tea", "0.001").metadata().uid();
        shop.offers("tea").delete();
        long start = System.nanoTime();
        shop.awaitGone("tea");

        shop.offer("tea", "0.002");

        LOG.info("same name again {} ms after deletion", (System.nanoTime() - start) / 1_000_000);
        ServiceOffer ready = shop.awaitReady("tea");
        assertThat(ready.metadata().uid()).isNotEqualTo(before);
        assertThat(till.asked(shop.ref("tea"))).contains("2000");
        Patience.until(
                "the new price at the gateway",
                () -> till.get(shop.path("tea")),
                answer -> answer.statusCode() == 402 && Till.amount(answer).equals("2000"));
        for (ChildKind kind : Shop.FORWARD_AUTH) {
            assertThat(shop.child(kind, "tea").get().getMetadata().getOwnerReferences())
                    .singleElement()
                    .satisfies(owner -> assertThat(owner.getUid())
                            .isEqualTo(ready.metadata().uid()));
        }
    }

    @Test
    void ten_successors_in_a_row_leave_the_last_one_on_sale() throws Exception {
        Shop shop = shop("ten");
        Till till = new Till(shop.stack());
        shop.service("upstream");
        for (int i = 1; i <= 10; i++) {
            shop.offer("tea", "0.0" + (10 + i));
            if (i < 10) {
                shop.offers("tea").delete();
                shop.awaitGone("tea");
            }
        }
        shop.awaitReady("tea");
        assertThat(till.asked(shop.ref("tea"))).contains("20000");
        assertThat(shop.children("tea")).isEqualTo(2);
    }

    @Test
    void a_deleted_namespace_takes_its_offers_along() throws Exception {
        Shop shop = shop("namespace");
        Till till = new Till(shop.stack());
        shop.sell("tea", "0.001");
        shop.offer("coffee", "0.002");
        shop.awaitReady("coffee");

        shop.kube().namespaces().withName(shop.namespace()).delete();

        Patience.until(
                "the namespace is gone",
                () -> shop.kube().namespaces().withName(shop.namespace()).get() == null);
        assertThat(till.get(shop.path("tea")).statusCode()).isEqualTo(404);
        assertThat(till.ask(shop.ref("tea")).statusCode()).isIn(403, 404);
        assertEnded(shop);
    }

    @Test
    void a_paused_offer_can_be_deleted() {
        Shop shop = shop("paused");
        shop.sell("tea", "0.001");
        shop.edit("tea", "{\"spec\":{\"paused\":true}}");
        shop.await("tea", ConditionType.PAUSED, Reason.PausedBySpec);

        shop.offers("tea").delete();

        assertNothingIsLeft(shop);
    }

    @Test
    void a_draining_offer_can_be_deleted() {
        Shop shop = shop("draining");
        shop.sell("tea", "0.001");
        shop.edit(
                "tea", "{\"spec\":{\"drainAt\":\"%s\"}}".formatted(Instant.now().plusSeconds(3600)));
        shop.await("tea", ConditionType.DRAINING, Reason.Draining);

        shop.offers("tea").delete();

        assertNothingIsLeft(shop);
    }

    @Test
    void a_drained_offer_can_be_deleted() {
        Shop shop = shop("drained");
        shop.sell("tea", "0.001");
        shop.edit("tea", "{\"spec\":{\"drainAt\":\"2020-01-01T00:00:00Z\",\"drainGracePeriod\":\"0s\"}}");
        shop.await("tea", ConditionType.DRAINING, Reason.Drained);

        shop.offers("tea").delete();

        assertNothingIsLeft(shop);
    }

    @Test
    void an_offer_that_was_never_ready_can_be_deleted() {
        Shop shop = shop("unready");
        shop.offer("tea", "0.001", spec -> spec.put("upstream", Map.of("service", "nowhere", "port", 1)));
        shop.await("tea", ConditionType.UPSTREAM_HEALTHY, Reason.MissingService);

        shop.offers("tea").delete();

        assertNothingIsLeft(shop);
    }

    private static void assertNothingIsLeft(Shop shop) {
        shop.awaitGone("tea");
        Patience.until("no child is left", () -> shop.children("tea") == 0);
        assertEnded(shop);
    }

    private static void assertEnded(Shop shop) {
        Story story = new Story(shop.stack(), shop.ref("tea"));
        Patience.until(
                "the workflow ends",
                () -> story.history().getEvents().getLast().getEventType()
                        == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED);
    }

    private static void askOverAndOver(Shop shop, Till till, AtomicBoolean ended, AtomicLong lastChallenge) {
        try {
            while (!ended.get()) {
                long asked = System.nanoTime();
                if (till.ask(shop.ref("tea")).statusCode() == 402) {
                    lastChallenge.set(asked);
                }
            }
        } catch (IOException e) {
            lastChallenge.set(Long.MAX_VALUE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Watch watch(Shop shop, ChildKind kind, NavigableMap<Long, String> gone, AtomicLong when) {
        return shop.kube()
                .genericKubernetesResources(OfferObjects.kind(kind))
                .inNamespace(shop.namespace())
                .watch(new Deletions(gone, when));
    }

    private static Watch watchOffers(Shop shop, NavigableMap<Long, String> gone) {
        return shop.kube()
                .genericKubernetesResources(SampleOffer.KIND)
                .inNamespace(shop.namespace())
                .watch(new Deletions(gone, new AtomicLong()));
    }

    private record Deletions(NavigableMap<Long, String> gone, AtomicLong when)
            implements Watcher<GenericKubernetesResource> {
        @Override
        public void eventReceived(Action action, GenericKubernetesResource object) {
            if (action == Action.DELETED) {
                when.set(System.nanoTime());
                // The watches are independent; the version tells the order.
                gone.put(
                        Long.valueOf(object.getMetadata().getResourceVersion()),
                        object.getKind() + " " + object.getMetadata().getName());
            }
        }

        @Override
        public void onClose(WatcherException cause) {
            gone.put(-1L, "the watch ended: " + cause);
        }
    }
}
