package io.offerflow.verifier.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.verifier.TestClock;
import io.offerflow.verifier.pay.Verdict;
import io.offerflow.verifier.proxy.ProxiedSale.Limits;
import io.offerflow.verifier.proxy.ProxiedSale.Mode;
import io.offerflow.verifier.proxy.Upstream.Call;
import io.offerflow.verifier.proxy.Upstream.Reply;
import io.offerflow.verifier.x402.Problem;
import io.offerflow.verifier.x402.Receipt;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class ProxiedSaleTest {
    private static final int HOLD = 100;
    private static final Duration PAYABLE = Duration.ofMinutes(1);
    private static final Receipt RECEIPT = new Receipt(true, "0xtx", "eip155:84532", "0xpayer", "");

    private final List<String> story = new ArrayList<>();
    private Verdict settlement = new Verdict.Passed("0xpayer", Optional.of(RECEIPT), Optional.of("id"));
    private int status = 200;
    private List<HeaderLine> headers = List.of(new HeaderLine("Content-Type", "text/plain"));
    private InputStream body = bytes("goods");
    private boolean answers = true;
    private HeldBytes memory = new HeldBytes(1 << 20);

    private Delivery run(Mode mode) throws InterruptedException {
        Upstream upstream = (call, patience) -> {
            story.add("upstream");
            if (!answers) {
                throw new IOException("refused");
            }
            return new Reply(status, headers, arriving(body));
        };
        Till till = new StubTill(work -> {
            story.add("hold");
            if (!work.delivers(PAYABLE)) {
                story.add("release");
                return Verdict.denied(Problem.UPSTREAM_FAILED, "");
            }
            story.add("settle");
            return settlement;
        });
        Call call = new Call("GET", URI.create("http://u/"), List.of(), new byte[0]);
        return new ProxiedSale(
                        upstream,
                        new Limits(HOLD, Duration.ofSeconds(1), Duration.ofSeconds(1)),
                        new Withheld(memory, new TestClock()))
                .paid(till, mode, call, memory.share());
    }

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Upstream.Body arriving(InputStream in) {
        return new Upstream.Body() {
            @Override
            public int read(byte[] into, int from, Duration atMost) throws IOException {
                return in.read(into, from, into.length - from);
            }

            @Override
            public void close() throws IOException {
                in.close();
            }
        };
    }

    private static String rest(Delivery.Streamed streamed) throws IOException, InterruptedException {
        byte[] into = new byte[HOLD];
        return new String(into, 0, streamed.rest().read(into), StandardCharsets.UTF_8);
    }

    private static final class Broken extends InputStream {
        @Override
        public int read() throws IOException {
            throw new IOException("reset");
        }
    }

    @Test
    void moneyMovesAfterTheUpstreamHasDeliveredAndBeforeTheAnswerLeaves() throws InterruptedException {
        Delivery delivery = run(Mode.ON_SUCCESS);
        assertThat(story).containsExactly("hold", "upstream", "settle");
        assertThat(delivery).isInstanceOfSatisfying(Delivery.Whole.class, whole -> {
            assertThat(whole.body()).asString(StandardCharsets.UTF_8).isEqualTo("goods");
            assertThat(whole.receipt()).contains(RECEIPT);
        });
    }

    @Test
    void anUpstreamThatFailsIsNeverCharged() throws InterruptedException {
        status = 500;
        assertThat(run(Mode.ON_SUCCESS)).isInstanceOfSatisfying(Delivery.Streamed.class, streamed -> {
            assertThat(streamed.status()).isEqualTo(500);
            assertThat(streamed.receipt()).isEmpty();
        });
        assertThat(story).containsExactly("hold", "upstream", "release");
    }

    @Test
    void anUpstreamThatDoesNotAnswerIsNeverCharged() throws InterruptedException {
        answers = false;
        assertThat(run(Mode.ON_SUCCESS)).isInstanceOf(Delivery.NoAnswer.class);
        assertThat(story).containsExactly("hold", "upstream", "release");
    }

    @Test
    void anAnswerThatFindsNoRoomIsNeverCharged() throws InterruptedException {
        memory = new HeldBytes(1);
        assertThat(run(Mode.ON_SUCCESS)).isInstanceOf(Delivery.Busy.class);
        assertThat(story).containsExactly("hold", "release");
    }

    @Test
    void anAnswerThatBreaksOffIsNeverCharged() throws InterruptedException {
        body = new Broken();
        assertThat(run(Mode.ON_SUCCESS)).isInstanceOf(Delivery.NoAnswer.class);
        assertThat(story).containsExactly("hold", "upstream", "release");
    }

    @Test
    void anAgentThatSaysItFailedIsNeverCharged() throws InterruptedException {
        headers = List.of(new HeaderLine("X-Hermes-Completed", "false"));
        run(Mode.ON_SUCCESS);
        headers = List.of(new HeaderLine("Content-Type", "application/json"));
        body = bytes("{\"choices\":[{\"message\":{\"content\":\"no\"},\"finish_reason\":\"error\"}]}");
        run(Mode.ON_SUCCESS);
        assertThat(story).doesNotContain("settle").filteredOn("release"::equals).hasSize(2);
    }

    @Test
    void aConversationAboutErrorsIsCharged() throws InterruptedException {
        headers = List.of(new HeaderLine("Content-Type", "application/json"));
        body = bytes("{\"finish_reason\":\"error\",\"choices\":[{\"message\":{\"finish_reason\":\"error\"}}]}");
        run(Mode.ON_SUCCESS);
        assertThat(story).contains("settle");
    }

    @Test
    void nothingOfAnUnpaidAnswerLeaves() throws InterruptedException {
        settlement = Verdict.denied(Problem.SETTLEMENT_REJECTED, "");
        assertThat(run(Mode.ON_SUCCESS)).isInstanceOf(Delivery.Denied.class);
        body = bytes("x".repeat(HOLD + 1));
        assertThat(run(Mode.ON_SUCCESS)).isInstanceOf(Delivery.Denied.class);
        headers = List.of(new HeaderLine("content-type", "Text/Event-Stream; charset=utf-8"));
        assertThat(run(Mode.ON_SUCCESS)).isInstanceOf(Delivery.Denied.class);
    }

    @Test
    void aStreamIsPaidBeforeItsFirstByteAndNotHeldBack() throws InterruptedException {
        headers = List.of(new HeaderLine("Content-Type", "text/event-stream"));
        body = new Broken();
        assertThat(run(Mode.ON_SUCCESS))
                .isInstanceOfSatisfying(Delivery.Streamed.class, streamed -> assertThat(streamed.receipt())
                        .contains(RECEIPT));
        assertThat(story).containsExactly("hold", "upstream", "settle");
    }

    @Test
    void anAnswerTooLargeToHoldIsPaidBeforeItsFirstByteAndComplete() throws InterruptedException, IOException {
        String large = "x".repeat(HOLD) + "the end";
        body = bytes(large);
        Delivery.Streamed streamed = (Delivery.Streamed) run(Mode.ON_SUCCESS);
        String received = new String(streamed.head(), StandardCharsets.UTF_8) + rest(streamed);
        assertThat(received).isEqualTo(large);
    }

    @Test
    void upfrontTheUpstreamIsAskedOnlyAfterTheMoneyMoved() throws InterruptedException {
        run(Mode.UPFRONT);
        assertThat(story).containsExactly("hold", "settle", "upstream");
        story.clear();
        settlement = Verdict.denied(Problem.SETTLEMENT_REJECTED, "");
        assertThat(run(Mode.UPFRONT)).isInstanceOf(Delivery.Denied.class);
        assertThat(story).containsExactly("hold", "settle");
    }

    @Test
    void whoPaidAtAnEarlierAttemptIsServedNow() throws InterruptedException {
        Till paidBefore = new StubTill(work -> settlement);
        Upstream upstream = (call, patience) -> new Reply(status, headers, arriving(body));
        Call call = new Call("GET", URI.create("http://u/"), List.of(), new byte[0]);
        assertThat(new ProxiedSale(
                                upstream,
                                new Limits(HOLD, Duration.ofSeconds(1), Duration.ofSeconds(1)),
                                new Withheld(memory, new TestClock()))
                        .paid(paidBefore, Mode.ON_SUCCESS, call, memory.share()))
                .isInstanceOfSatisfying(Delivery.Streamed.class, streamed -> assertThat(streamed.receipt())
                        .contains(RECEIPT));
    }

    @Test
    void anAnswerThatNobodyWaitsForIsNotPaidAndItsConnectionIsClosed() throws InterruptedException {
        AtomicBoolean closed = new AtomicBoolean();
        headers = List.of(new HeaderLine("Content-Type", "text/event-stream"));
        body = new ByteArrayInputStream(new byte[0]) {
            @Override
            public void close() {
                closed.set(true);
            }
        };
        Upstream upstream = (call, patience) -> new Reply(status, headers, arriving(body));
        Attempt attempt = new Attempt(
                upstream,
                new Call("GET", URI.create("http://u/"), List.of(), new byte[0]),
                new Limits(HOLD, Duration.ofSeconds(1), Duration.ofSeconds(1)),
                memory.share());
        attempt.abandon();
        assertThat(attempt.delivers(PAYABLE)).isFalse();
        assertThat(closed).isTrue();
    }

    @Test
    void whoPaidUpfrontGetsHisReceiptEvenWithoutAnAnswer() throws InterruptedException {
        answers = false;
        assertThat(run(Mode.UPFRONT)).isInstanceOfSatisfying(Delivery.NoAnswer.class, none -> assertThat(none.receipt())
                .contains(RECEIPT));
    }
}
