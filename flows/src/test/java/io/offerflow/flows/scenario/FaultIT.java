package io.offerflow.flows.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.api.ServiceOffer;
import io.offerflow.dev.fault.Fault;
import io.offerflow.dev.fault.FaultProxy;
import io.offerflow.dev.fault.FaultRule;
import io.offerflow.dev.stack.DevStack;
import io.offerflow.dev.stack.OfferObjects;
import io.offerflow.workflows.entity.ChildKind;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Between the API server and everything of ours things go wrong: the offer's whole life still comes out the same, and once. */
class FaultIT extends OnEachStack {
    private static final String OFFERS = "/apis/obol.org/v1alpha1/**";
    private static final String ANY = "/ap**";

    private DevStack stack;
    private FaultProxy proxy;

    /** Faults for one life. */
    record Trouble(String name, List<FaultRule> rules) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Trouble> troubles() {
        return Stream.of(
                new Trouble(
                        "conflicts",
                        List.of(FaultRule.on("PATCH", ANY, Fault.conflict()).times(6))),
                new Trouble(
                        "too many requests",
                        List.of(FaultRule.on("*", ANY, Fault.tooManyRequests(Duration.ofSeconds(1)))
                                .times(8))),
                new Trouble(
                        "500",
                        List.of(FaultRule.on("*", ANY, Fault.serverError(500)).times(12))),
                new Trouble(
                        "503",
                        List.of(FaultRule.on("PATCH", ANY, Fault.serverError(503))
                                .times(12))),
                new Trouble("latency", List.of(FaultRule.on("*", ANY, new Fault.Delay(Duration.ofMillis(300))))),
                new Trouble(
                        "requests that never arrive",
                        List.of(FaultRule.on("*", ANY, new Fault.Drop()).times(8))),
                new Trouble(
                        "writes whose answers are lost",
                        List.of(FaultRule.on("PATCH", ANY, new Fault.DropAfter())
                                .times(12))),
                new Trouble(
                        "writes that arrive twice",
                        List.of(FaultRule.on("PATCH", ANY, new Fault.Repeat(Fault.Which.LAST)))),
                new Trouble(
                        "answers cut short",
                        List.of(FaultRule.on("GET", ANY, new Fault.Cut(40)).times(8))),
                new Trouble(
                        "stale reads",
                        List.of(FaultRule.on("GET", OFFERS, new Fault.Stale()).times(20))),
                new Trouble("doubled events", List.of(FaultRule.on("*", ANY, new Fault.DoubleEvent()))),
                new Trouble(
                        "late events", List.of(FaultRule.on("*", ANY, new Fault.DelayEvent(Duration.ofMillis(400))))),
                new Trouble(
                        "watches that expire",
                        List.of(FaultRule.on("*", ANY, new Fault.Gone()).times(12))),
                new Trouble(
                        "watches cut in an event",
                        List.of(FaultRule.on("*", ANY, new Fault.CutEvent()).times(12))));
    }

    @BeforeEach
    void behindTheProxy() {
        ProxiedStack proxied = SharedStacks.STACKS.proxied(kind);
        stack = proxied.stack();
        proxy = proxied.proxy();
    }

    @AfterEach
    void mend() {
        proxy.clearRules();
    }

    @ParameterizedTest
    @MethodSource("troubles")
    void an_offer_lives_its_whole_life_through(Trouble trouble) throws Exception {
        Shop shop = Shop.open(stack, "fault");
        shop.service("upstream");
        trouble.rules().forEach(proxy::add);
        long start = System.nanoTime();

        live(shop);

        long hit = proxy.journal().count(call -> call.fault().isPresent());
        LOG.info("{}: whole life in {} ms, {} calls hit so far", trouble, (System.nanoTime() - start) / 1_000_000, hit);
    }

    @Test
    void an_offer_lives_through_connections_that_are_cut_over_and_over() throws Exception {
        throughout(FaultProxy::cutConnections);
    }

    @Test
    void an_offer_lives_through_watches_that_expire_over_and_over() throws Exception {
        throughout(FaultProxy::expireWatches);
    }

    @Test
    void an_event_that_is_lost_is_made_up_for_when_the_watch_begins_anew() throws Exception {
        Shop shop = Shop.open(stack, "lost");
        shop.service("upstream");
        proxy.add(FaultRule.on("*", OFFERS, new Fault.DropEvent()).containing(shop.namespace()));
        shop.offer("tea", "0.001");
        Patience.during(
                Duration.ofSeconds(1), "nobody heard", () -> shop.get("tea").status() == null);

        proxy.clearRules();
        proxy.expireWatches();

        shop.awaitReady("tea");
    }

    @Test
    void an_event_that_is_lost_is_made_up_for_by_the_next_one() throws Exception {
        Shop shop = Shop.open(stack, "next");
        Till till = new Till(stack);
        shop.service("upstream");
        proxy.add(FaultRule.on("*", OFFERS, new Fault.DropEvent()).containing(shop.namespace()));
        shop.offer("tea", "0.001");
        Patience.during(
                Duration.ofSeconds(1), "nobody heard", () -> shop.get("tea").status() == null);

        proxy.clearRules();
        shop.edit("tea", "{\"spec\":{\"payment\":{\"price\":{\"perRequest\":\"0.002\"}}}}");

        shop.awaitReady("tea");
        assertThat(till.asked(shop.ref("tea"))).contains("2000");
    }

    private void throughout(Consumer<FaultProxy> again) throws Exception {
        Shop shop = Shop.open(stack, "fault");
        shop.service("upstream");
        try (ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor()) {
            clock.scheduleWithFixedDelay(() -> again.accept(proxy), 0, 400, TimeUnit.MILLISECONDS);
            live(shop);
            clock.shutdownNow();
        }
    }

    /** Applied, edited, a child lost, deleted. */
    private static void live(Shop shop) throws Exception {
        Till till = new Till(shop.stack());
        shop.offer("tea", "0.001");
        ServiceOffer ready = shop.awaitReady("tea");
        assertOnce(shop, ready);
        assertThat(Till.amount(till.get(shop.path("tea")))).isEqualTo("1000");

        shop.edit("tea", "{\"spec\":{\"payment\":{\"price\":{\"perRequest\":\"0.002\"}}}}");
        Patience.until(
                "the new price",
                () -> till.asked(shop.ref("tea")).filter("2000"::equals).isPresent());
        shop.awaitReady("tea");

        shop.middleware("tea").delete();
        Patience.until("the Middleware is back", () -> shop.middleware("tea").get() != null);
        assertOnce(shop, shop.awaitReady("tea"));

        shop.offers("tea").delete();
        shop.awaitGone("tea");
        Patience.until("no child is left", () -> shop.children("tea") == 0);
    }

    /** One of each child, one finalizer, one condition a type. */
    private static void assertOnce(Shop shop, ServiceOffer offer) {
        for (ChildKind child : Shop.FORWARD_AUTH) {
            assertThat(shop.kube()
                            .genericKubernetesResources(OfferObjects.kind(child))
                            .inNamespace(shop.namespace())
                            .list()
                            .getItems())
                    .as(child.kind())
                    .hasSize(1);
        }
        assertThat(offer.metadata().finalizers()).containsExactly(ServiceOffer.FINALIZER);
        Set<String> types = new HashSet<>();
        assertThat(offer.statusOrEmpty().conditions()).allMatch(condition -> types.add(condition.type()));
    }
}
