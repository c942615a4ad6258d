package io.offerflow.verifier.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.verifier.TestClock;
import io.offerflow.verifier.pay.Fulfilment;
import io.offerflow.verifier.pay.Verdict;
import io.offerflow.verifier.proxy.ProxiedSale.Limits;
import io.offerflow.verifier.proxy.ProxiedSale.Mode;
import io.offerflow.verifier.proxy.Upstream.Body;
import io.offerflow.verifier.proxy.Upstream.Call;
import io.offerflow.verifier.proxy.Upstream.Reply;
import io.offerflow.verifier.proxy.Withheld.Loss;
import io.offerflow.verifier.x402.Problem;
import io.offerflow.verifier.x402.Receipt;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What becomes of an answer whose payment has an unknown outcome. */
class WithheldTest {
    private static final Receipt RECEIPT = new Receipt(true, "0xtx", "eip155:84532", "0xpayer", "");
    private static final Duration PAYABLE = Duration.ofMinutes(1);
    private static final int MEMORY = 100_000;

    private final TestClock clock = new TestClock();
    private final HeldBytes memory = new HeldBytes(MEMORY);
    private final AtomicInteger asked = new AtomicInteger();
    private Withheld withheld = new Withheld(memory, clock);
    private List<HeaderLine> headers = List.of(new HeaderLine("X-Lot", "seven"));
    private String goods = "goods";

    private Delivery present(Call call, Till till) throws InterruptedException {
        Upstream upstream = (sent, patience) -> {
            asked.incrementAndGet();
            return new Reply(200, headers, body(goods));
        };
        Limits limits = new Limits(50_000, Duration.ofSeconds(5), Duration.ofSeconds(5));
        try (HeldBytes.Share share = memory.share()) {
            return new ProxiedSale(upstream, limits, withheld).paid(till, Mode.ON_SUCCESS, call, share);
        }
    }

    private static Body body(String text) {
        InputStream in = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        return new Body() {
            @Override
            public int read(byte[] into, int from, Duration atMost) throws IOException {
                return in.read(into, from, into.length - from);
            }

            @Override
            public void close() {}
        };
    }

    private static Call call(String path, HeaderLine... headers) {
        return new Call("POST", URI.create("http://u" + path), List.of(headers), new byte[] {1});
    }

    private static Till till(String payment, Instant until, Function<Fulfilment, Verdict> taking) {
        return new StubTill(payment, until, taking);
    }

    /** Works for the payment and then does not hear what became of it. */
    private Till unknown(String payment, Instant until) {
        return till(payment, until, work -> {
            assertThat(work.delivers(PAYABLE)).isTrue();
            return Verdict.denied(Problem.SETTLEMENT_UNKNOWN, "");
        });
    }

    private Till unknown(String payment) {
        return unknown(payment, StubTill.FAR);
    }

    /** The ledger says that it was paid and is to be delivered now. */
    private static Till paid(String payment) {
        return till(
                payment, StubTill.FAR, work -> new Verdict.Passed("0xpayer", Optional.of(RECEIPT), Optional.of("id")));
    }

    private Till denied(String payment, Problem problem) {
        return till(payment, StubTill.FAR, work -> Verdict.denied(problem, ""));
    }

    private void lose(Call call, Till till) throws InterruptedException {
        assertThat(present(call, till)).isInstanceOf(Delivery.Denied.class);
    }

    private long free() {
        HeldBytes.Share probe = memory.share();
        for (long bytes = MEMORY; bytes > 0; bytes--) {
            if (probe.grow(bytes)) {
                probe.close();
                return bytes;
            }
        }
        return 0;
    }

    @Test
    void whatTurnsOutPaidIsDeliveredFromHereWithItsReceiptAndTheUpstreamIsNotAskedAgain() throws InterruptedException {
        lose(call("/a"), unknown("one"));
        lose(call("/a"), denied("one", Problem.SETTLEMENT_UNKNOWN));
        goods = "other goods";
        assertThat(present(call("/a"), paid("one"))).isInstanceOfSatisfying(Delivery.Whole.class, whole -> {
            assertThat(whole.body()).asString(StandardCharsets.UTF_8).isEqualTo("goods");
            assertThat(whole.headers()).containsExactly(new HeaderLine("X-Lot", "seven"));
            assertThat(whole.receipt()).contains(RECEIPT);
        });
        assertThat(asked).hasValue(1);
        assertThat(withheld.delivered()).isEqualTo(1);
        assertThat(withheld.count()).isZero();
        assertThat(withheld.bytes()).isZero();
        assertThat(free()).isEqualTo(MEMORY);
    }

    @Test
    void anAnswerIsDeliveredFromHereOnce() throws InterruptedException {
        lose(call("/a"), unknown("one"));
        assertThat(present(call("/a"), paid("one"))).isInstanceOf(Delivery.Whole.class);
        present(call("/a"), paid("one"));
        assertThat(asked).hasValue(2);
    }

    @Test
    void aReplicaThatLostItAsksTheUpstreamAgain() throws InterruptedException {
        lose(call("/a"), unknown("one"));
        withheld = new Withheld(new HeldBytes(MEMORY), clock);
        assertThat(present(call("/a"), paid("one"))).isInstanceOf(Delivery.Streamed.class);
        assertThat(asked).hasValue(2);
    }

    @Test
    void anotherPaymentGetsNothingOfIt() throws InterruptedException {
        lose(call("/a"), unknown("one"));
        assertThat(present(call("/a"), paid("two"))).isInstanceOf(Delivery.Streamed.class);
        assertThat(asked).hasValue(2);
        assertThat(withheld.count()).isEqualTo(1);
    }

    @Test
    void whoAsksSomethingElseForItGetsWhatHeAsksFor() throws InterruptedException {
        for (Call other : new Call[] {
            call("/b"),
            call("/a", new HeaderLine("X-Basket", "2")),
            new Call("GET", URI.create("http://u/a"), List.of(), new byte[] {1}),
            new Call("POST", URI.create("http://u/a"), List.of(), new byte[] {2}),
            new Call("POST", URI.create("http://u/a"), List.of(), new byte[] {1}, Wares.AGENT_RUN)
        }) {
            asked.set(0);
            lose(call("/a"), unknown("one"));
            assertThat(present(other, paid("one"))).isInstanceOf(Delivery.Streamed.class);
            assertThat(asked).hasValue(2);
            assertThat(withheld.count()).isZero();
        }
        assertThat(withheld.lost(Loss.OTHER_REQUEST)).isEqualTo(5);
        assertThat(free()).isEqualTo(MEMORY);
    }

    @Test
    void theSameQuestionMayComeAnotherWay() throws InterruptedException {
        lose(
                call("/a", new HeaderLine("Traceparent", "1"), new HeaderLine("X-Forwarded-For", "10.0.0.1")),
                unknown("one"));
        Call again = call("/a", new HeaderLine("traceparent", "2"), new HeaderLine("X-Forwarded-For", "10.0.0.2"));
        assertThat(present(again, paid("one"))).isInstanceOf(Delivery.Whole.class);
        assertThat(asked).hasValue(1);
    }

    @Test
    void itIsKeptUntilNobodyCanSettleThePaymentAndAtMostADay() throws InterruptedException {
        lose(call("/a"), unknown("short", clock.instant().plusSeconds(60)));
        lose(call("/a"), unknown("long", clock.instant().plus(Duration.ofDays(400))));
        clock.forward(Duration.ofSeconds(59));
        assertThat(withheld.count()).isEqualTo(2);
        clock.forward(Duration.ofSeconds(1));
        assertThat(withheld.count()).isEqualTo(1);
        assertThat(present(call("/a"), paid("short"))).isInstanceOf(Delivery.Streamed.class);
        clock.forward(Withheld.MOST);
        assertThat(withheld.bytes()).isZero();
        assertThat(withheld.lost(Loss.EXPIRED)).isEqualTo(2);
        assertThat(free()).isEqualTo(MEMORY);
    }

    @Test
    void whatIsNotPaidAfterAllIsDropped() throws InterruptedException {
        lose(call("/a"), unknown("one"));
        lose(call("/a"), denied("one", Problem.PAYMENT_IN_USE));
        lose(call("/a"), denied("one", Problem.PAYMENT_INVALID));
        assertThat(withheld.count())
                .as("nobody who only tries it takes it away")
                .isEqualTo(1);
        lose(call("/a"), denied("one", Problem.SETTLEMENT_REJECTED));
        assertThat(withheld.count()).isZero();
        lose(call("/a"), unknown("two"));
        withheld.unpaid("two");
        assertThat(withheld.lost(Loss.UNPAID)).isEqualTo(2);
        assertThat(free()).isEqualTo(MEMORY);
    }

    @Test
    void onlyAnAnswerThatMayHaveBeenPaidForIsKept() throws InterruptedException {
        for (Problem problem : Problem.values()) {
            if (problem != Problem.SETTLEMENT_UNKNOWN) {
                lose(call("/a"), till("one", StubTill.FAR, work -> {
                    assertThat(work.delivers(PAYABLE)).isTrue();
                    return Verdict.denied(problem, "");
                }));
            }
        }
        assertThat(withheld.count()).isZero();
    }

    @Test
    void aStreamAndWhatIsTooLargeToHoldAreNotKept() throws InterruptedException {
        headers = List.of(new HeaderLine("Content-Type", "text/event-stream"));
        lose(call("/a"), unknown("one"));
        headers = List.of();
        goods = "x".repeat(50_001);
        lose(call("/a"), unknown("two"));
        assertThat(withheld.count()).isZero();
        assertThat(free()).isEqualTo(MEMORY);
    }

    @Test
    void theStreamOfAnAgentIsKeptForItWasHeldBackToItsEnd() throws InterruptedException {
        headers = List.of(new HeaderLine("Content-Type", "text/event-stream"));
        goods = "data: {\"choices\":[{\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";
        Call chat = new Call("POST", URI.create("http://u/a"), List.of(), new byte[] {1}, Wares.AGENT_RUN);
        lose(chat, unknown("one"));
        assertThat(present(chat, paid("one")))
                .isInstanceOfSatisfying(Delivery.Whole.class, whole -> assertThat(whole.body())
                        .asString(StandardCharsets.UTF_8)
                        .isEqualTo(goods));
        assertThat(asked).hasValue(1);
    }

    @Test
    void requestsThatNeedTheRoomGetItAndTheSoonestToEndGoesFirst() throws InterruptedException {
        goods = "x".repeat(20_000);
        lose(call("/a"), unknown("later", clock.instant().plusSeconds(120)));
        lose(call("/a"), unknown("soon", clock.instant().plusSeconds(60)));
        lose(call("/a"), unknown("last", clock.instant().plusSeconds(180)));
        assertThat(withheld.bytes()).isBetween(60_000L, 70_000L);
        try (HeldBytes.Share live = memory.share()) {
            assertThat(live.grow(50_000)).isTrue();
            assertThat(withheld.count()).isEqualTo(2);
            assertThat(withheld.lost(Loss.MEMORY)).isEqualTo(1);
            assertThat(present(call("/a"), paid("soon"))).isInstanceOf(Delivery.Streamed.class);
            assertThat(present(call("/a"), paid("later"))).isInstanceOf(Delivery.Whole.class);
            assertThat(live.grow(50_000)).isTrue();
            assertThat(withheld.count()).isZero();
        }
        assertThat(present(call("/a"), paid("last"))).isInstanceOf(Delivery.Streamed.class);
    }

    @Test
    void answersWithoutABodyAreBoundedToo() throws InterruptedException {
        goods = "";
        for (int i = 0; i < 1_000; i++) {
            lose(call("/a"), unknown("p" + i));
        }
        assertThat(withheld.count()).isBetween(50, 100);
        assertThat(withheld.bytes()).isLessThanOrEqualTo(MEMORY);
        assertThat(withheld.count() + withheld.lost(Loss.MEMORY)).isEqualTo(1_000);
    }

    @Test
    void theNewerAnswerToAPaymentReplacesTheOlder() throws InterruptedException {
        lose(call("/a"), unknown("one"));
        goods = "newer";
        lose(call("/a"), unknown("one"));
        assertThat(withheld.count()).isEqualTo(1);
        assertThat(present(call("/a"), paid("one")))
                .isInstanceOfSatisfying(Delivery.Whole.class, whole -> assertThat(whole.body())
                        .asString(StandardCharsets.UTF_8)
                        .isEqualTo("newer"));
        assertThat(free()).isEqualTo(MEMORY);
    }
}
