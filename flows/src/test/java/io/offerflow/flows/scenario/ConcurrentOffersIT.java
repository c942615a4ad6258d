package io.offerflow.flows.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.offerflow.api.Json;
import io.offerflow.api.ServiceOffer;
import io.offerflow.api.condition.Condition;
import io.offerflow.api.condition.ConditionType;
import io.offerflow.api.condition.Conditions;
import io.offerflow.api.gate.GateReport;
import io.offerflow.api.route.RouteDecision;
import io.offerflow.api.route.Routes;
import io.offerflow.dev.stack.DemoUpstream;
import io.offerflow.dev.stack.OfferObjects;
import io.offerflow.dev.stack.SampleOffer;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Many offers at once, each minding its own business. */
class ConcurrentOffersIT extends OnEachStack {
    private static final int OFFERS = 200;
    private static final int AT_ONCE = 32;
    private static final Duration ALL_READY = Duration.ofMinutes(10);
    /** Names and prices of this class's offers, wherever they stand in a text. */
    private static final Pattern MARKS = Pattern.compile("item-\\d{3}|0\\.00[1-9]\\d{3}");

    private final Queue<String> strangers = new ConcurrentLinkedQueue<>();

    @Test
    void two_hundred_offers_at_once_become_ready_and_none_ever_shows_anothers_price_or_condition() throws Exception {
        Shop shop = shop("concurrent");
        Till till = new Till(shop.stack());
        try (DemoUpstream second = DemoUpstream.start(0)) {
            List<Integer> ports = List.of(shop.stack().upstreamPort(), second.port());
            atOnce(i -> shop.service(service(i)));
            Watching.during(List.of(watchEveryVersion(shop)), () -> applyAll(shop, till, ports));
            assertThat(strangers).isEmpty();
            Set<String> digests = new HashSet<>();
            for (int i = 0; i < OFFERS; i++) {
                digests.add(checked(shop, till, i, ports.get(i % ports.size())));
            }
            assertThat(digests).hasSize(OFFERS);
        }
    }

    /** Until all are Ready; what the gate asks is looked at all the time. */
    private void applyAll(Shop shop, Till till, List<Integer> ports) throws InterruptedException, ExecutionException {
        long start = System.nanoTime();
        AtomicBoolean ended = new AtomicBoolean();
        try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
            Future<?> sampling = thread.submit(() -> sampleAmounts(shop, till, ended));
            try {
                atOnce(i -> shop.offer(
                        name(i),
                        price(i),
                        spec -> spec.put(
                                "upstream", Map.of("service", service(i), "port", ports.get(i % ports.size())))));
                LOG.info("{} offers applied after {} ms", OFFERS, millisSince(start));
                Patience.within(ALL_READY, "all Ready").until(() -> notReady(shop), List::isEmpty);
                LOG.info("{} offers Ready after {} ms", OFFERS, millisSince(start));
            } finally {
                ended.set(true);
            }
            sampling.get();
        }
    }

    /** Everything about one offer is its own; returns the digest of its route. */
    private static String checked(Shop shop, Till till, int i, int port) throws IOException, InterruptedException {
        ServiceOffer offer = shop.get(name(i));
        assertThat(offer.statusOrEmpty().endpoint()).isEqualTo(shop.path(name(i)));
        assertThat(offer.statusOrEmpty().price())
                .isEqualTo(Routes.price(offer).orElseThrow().display());
        assertThat(till.asked(shop.ref(name(i)))).contains(atomic(i));
        assertThat(Till.amount(till.get(shop.path(name(i)) + "/x"))).isEqualTo(atomic(i));
        JsonNode route = Json.mapper().valueToTree(shop.route(name(i)).get());
        JsonNode backend = route.at("/spec/rules/0/backendRefs/0");
        assertThat(backend.path("name").asText()).isEqualTo(service(i));
        assertThat(backend.path("port").asInt()).isEqualTo(port);
        JsonNode middleware = Json.mapper().valueToTree(shop.middleware(name(i)).get());
        assertThat(middleware.at("/spec/forwardAuth/address").asText()).endsWith("/verify/" + shop.ref(name(i)));
        GateReport report = till.report(shop.ref(name(i)));
        assertThat(Routes.decide(offer, Instant.now()))
                .isInstanceOfSatisfying(RouteDecision.Served.class, served -> assertThat(report.digest())
                        .isEqualTo(served.route().digest()));
        return String.valueOf(report.digest());
    }

    /** Every version of every offer, as it is written. */
    private Watch watchEveryVersion(Shop shop) {
        return shop.kube()
                .genericKubernetesResources(SampleOffer.KIND)
                .inNamespace(shop.namespace())
                .watch(new Watcher<>() {
                    @Override
                    public void eventReceived(Action action, GenericKubernetesResource offer) {
                        note(offer);
                    }

                    @Override
                    public void onClose(WatcherException cause) {
                        strangers.add("the watch ended: " + cause);
                    }
                });
    }

    private void note(GenericKubernetesResource offer) {
        String name = offer.getMetadata().getName();
        JsonNode status =
                Json.mapper().valueToTree(offer.getAdditionalProperties().get("status"));
        int own = Integer.parseInt(name.substring(name.length() - 3));
        MARKS.matcher(String.valueOf(status))
                .results()
                .map(MatchResult::group)
                .filter(mark -> !mark.equals(name) && !mark.equals(price(own)))
                .forEach(mark -> strangers.add(name + " shows " + mark + ": " + status));
    }

    private void sampleAmounts(Shop shop, Till till, AtomicBoolean ended) {
        for (int i = 0; !ended.get(); i = (i + 1) % OFFERS) {
            int own = i;
            try {
                till.asked(shop.ref(name(i)))
                        .filter(asked -> !asked.equals(atomic(own)))
                        .ifPresent(asked -> strangers.add(name(own) + " asks " + asked));
            } catch (IOException e) {
                strangers.add(name(own) + ": " + e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Each with what its status says. */
    private static List<String> notReady(Shop shop) {
        return shop
                .kube()
                .genericKubernetesResources(SampleOffer.KIND)
                .inNamespace(shop.namespace())
                .list()
                .getItems()
                .stream()
                .map(OfferObjects::read)
                .filter(offer -> !OfferObjects.ready(offer))
                .map(offer -> offer.ref() + ": "
                        + Conditions.find(offer.statusOrEmpty().conditions(), ConditionType.READY)
                                .map(Condition::message))
                .toList();
    }

    private static void atOnce(IntConsumer work) throws InterruptedException, ExecutionException {
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<?>> all = new ArrayList<>();
            IntStream.range(0, OFFERS).forEach(i -> all.add(threads.submit(() -> work.accept(i))));
            for (Future<?> one : all) {
                one.get();
            }
        }
    }

    private static String name(int i) {
        return "item-%03d".formatted(i);
    }

    private static String service(int i) {
        return "upstream-" + i;
    }

    private static String atomic(int i) {
        return String.valueOf(1_001 + i);
    }

    private static String price(int i) {
        return new BigDecimal(new BigInteger(atomic(i)), 6).toPlainString();
    }

    private static long millisSince(long start) {
        return (System.nanoTime() - start) / 1_000_000;
    }
}
