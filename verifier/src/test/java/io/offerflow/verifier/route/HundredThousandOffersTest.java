package io.offerflow.verifier.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.api.Json;
import io.offerflow.api.Ref;
import io.offerflow.api.gate.GateReport.State;
import io.offerflow.cluster.ServiceOfferReader;
import io.offerflow.verifier.Offers;
import io.offerflow.verifier.x402.Challenges;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What one change costs among 100,000 offers, and what they take of the heap. Medians, so that a busy machine does not decide. */
class HundredThousandOffersTest {
    private static final int OFFERS = 100_000;
    private static final long MEBIBYTE = 1 << 20;
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

    private static OfferModel model = new OfferModel();
    private static long heap;

    @BeforeAll
    static void fill() {
        String template = Offers.offer("nsnsns", "namename").json().toString();
        long before = used();
        for (int i = 0; i < OFFERS; i++) {
            KnownOffer offer = offer(template, i, "0.001");
            model.change(offer.ref(), offer, NOW);
        }
        heap = used() - before;
    }

    @AfterAll
    static void empty() {
        model = new OfferModel();
    }

    /** Every one from its own text, as from an API server, so that no string is shared by accident. */
    private static KnownOffer offer(String template, int i, String price) {
        String json = template.replace("nsnsns", "namespace-" + i % 500)
                .replace("namename", "service-offer-" + i)
                .replace("0.001", price);
        try {
            return KnownOffer.of(ServiceOfferReader.read(Json.mapper().readTree(json)), NOW, AgentModel.SHOWN);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long used() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    @Test
    void theyTakeAtMostAHundredMebibytes() {
        assertThat(model.table(new RouteTable.Edition(NOW, 1, true)).count(State.Served))
                .isEqualTo(OFFERS);
        assertThat(heap).as("%d bytes an offer", heap / OFFERS).isLessThanOrEqualTo(100 * MEBIBYTE);
    }

    @Test
    void oneChangeIsAppliedWithinAMillisecond() {
        String template = Offers.offer("nsnsns", "namename").json().toString();
        long[] nanos = IntStream.range(0, 2_001)
                .mapToLong(i -> {
                    KnownOffer changed = offer(template, i * 37 % OFFERS, "0.00" + (2 + i % 7));
                    long start = System.nanoTime();
                    model.change(changed.ref(), changed, NOW);
                    RouteTable table = model.table(new RouteTable.Edition(NOW, i, true));
                    assertThat(table.rules(changed.ref())).isNotNull();
                    return System.nanoTime() - start;
                })
                .sorted()
                .toArray();
        assertThat(Duration.ofNanos(nanos[nanos.length / 2])).isLessThan(Duration.ofMillis(1));
    }

    @Test
    void anUnpaidAnswerIsFoundAndBuiltWithinMicroseconds() {
        GateRoutes routes = new GateRoutes(labels -> {});
        routes.statics(StaticRules.NONE);
        routes.offers(model.table(new RouteTable.Edition(NOW, 1, true)));
        Challenges challenges = new Challenges();
        Ref ref = new Ref("namespace-7", "service-offer-7");
        Optional<RequestPath> path = RequestPath.parse("/services/service-offer-7/v1/chat");
        List<String> urls = List.of("https://shop.example.com/services/service-offer-7/v1/chat");
        int rounds = 2_000;
        long[] nanos = new long[200];
        int length = 0;
        for (int i = 0; i < nanos.length; i++) {
            long start = System.nanoTime();
            for (int j = 0; j < rounds; j++) {
                Access.Paid paid = (Access.Paid) routes.pick(ref, path).accessAt(NOW);
                length += challenges.unpaid(paid.terms(), urls).header().length();
            }
            nanos[i] = (System.nanoTime() - start) / rounds;
        }
        Arrays.sort(nanos);
        assertThat(length).isPositive();
        // A tenth of this on an idle machine.
        assertThat(nanos[nanos.length / 2]).as("nanoseconds").isLessThan(5_000);
    }
}
