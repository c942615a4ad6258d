package io.offerflow.verifier.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.offerflow.verifier.TestClock;
import io.offerflow.verifier.pay.Verdict;
import io.offerflow.verifier.proxy.ProxiedSale.Limits;
import io.offerflow.verifier.proxy.ProxiedSale.Mode;
import io.offerflow.verifier.proxy.Upstream.Call;
import io.offerflow.verifier.proxy.Upstream.Reply;
import io.offerflow.verifier.x402.Problem;
import io.offerflow.verifier.x402.Receipt;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Upstreams that take their time, byte by byte on a socket. */
@Timeout(20)
class HttpUpstreamTest {
    private static final Duration LONG = Duration.ofSeconds(15);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Type: %s\r\nConnection: close\r\n\r\n";

    private final HttpUpstream upstream = new HttpUpstream();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CompletableFuture<String> hungUp = new CompletableFuture<>();
    private final ServerSocket listener = listen();

    private interface Script {
        void play(OutputStream out) throws IOException;
    }

    private static ServerSocket listen() {
        try {
            return new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterEach
    void stop() throws IOException {
        upstream.close();
        listener.close();
        threads.shutdownNow();
    }

    /** Answers the next request with the script; {@code hungUp} tells when it could not go on. */
    private Call service(Script script) {
        threads.execute(() -> {
            try (Socket socket = listener.accept()) {
                socket.getInputStream().read(new byte[8_192]);
                script.play(socket.getOutputStream());
                while (socket.getInputStream().read() >= 0) {
                    // Whatever else is asked.
                }
                hungUp.complete("closed");
            } catch (IOException gone) {
                hungUp.complete("broken off");
            }
        });
        return new Call("GET", URI.create("http://127.0.0.1:" + listener.getLocalPort() + "/"), List.of(), new byte[0]);
    }

    /** Sends a byte each 30 ms until the gate hangs up. */
    private static Script drip(String type) {
        return out -> {
            send(out, HEAD.formatted(type));
            while (true) {
                send(out, ".");
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(30));
            }
        };
    }

    private static void send(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    /** Pays, if the work delivers in the time that the payment has left. */
    private static Till till(Duration payable) {
        return new StubTill(work -> work.delivers(payable)
                ? new Verdict.Passed(
                        "0xpayer", Optional.of(new Receipt(true, "0xtx", "n", "0xpayer", "")), Optional.of("id"))
                : Verdict.denied(Problem.UPSTREAM_FAILED, ""));
    }

    private static HeldBytes.Share memory() {
        return new HeldBytes(1 << 20).share();
    }

    private ProxiedSale sale(Duration patience, Duration idle) {
        return sale(upstream, new Limits(1_000_000, patience, idle));
    }

    private static ProxiedSale sale(Upstream upstream, Limits limits) {
        return new ProxiedSale(upstream, limits, new Withheld(new HeldBytes(1 << 20), new TestClock()));
    }

    @Test
    void anUpstreamThatFallsSilentInTheMiddleIsLeft() throws IOException, InterruptedException {
        Reply reply = upstream.send(service(out -> send(out, HEAD.formatted("text/plain") + "ab")), LONG);
        byte[] into = new byte[10];
        assertThat(reply.body().read(into, 0, LONG)).isPositive();
        assertThatThrownBy(() -> {
                    while (reply.body().read(into, 0, SHORT) >= 0) {
                        // The second byte may come on its own.
                    }
                })
                .isInstanceOf(HttpTimeoutException.class);
        reply.body().close();
        assertThat(hungUp).succeedsWithin(LONG);
    }

    @Test
    void silenceInAnAnswerThatIsHeldBackCostsTheBuyerNothing() throws InterruptedException {
        Call call = service(out -> send(out, HEAD.formatted("text/plain") + "ab"));
        assertThat(sale(LONG, SHORT).paid(till(LONG), Mode.ON_SUCCESS, call, memory()))
                .isInstanceOf(Delivery.NoAnswer.class);
        assertThat(hungUp).succeedsWithin(LONG);
    }

    @Test
    void anAnswerThatDripsIsHeldBackNoLongerThanThePatience() throws InterruptedException {
        assertThat(sale(SHORT, LONG).paid(till(LONG), Mode.ON_SUCCESS, service(drip("text/plain")), memory()))
                .isInstanceOf(Delivery.NoAnswer.class);
        assertThat(hungUp).succeedsWithin(LONG);
    }

    @Test
    void anAnswerThatDripsIsHeldBackNoLongerThanThePaymentIsGood() throws InterruptedException {
        assertThat(sale(LONG, LONG).paid(till(SHORT), Mode.ON_SUCCESS, service(drip("text/plain")), memory()))
                .isInstanceOf(Delivery.NoAnswer.class);
        assertThat(hungUp).succeedsWithin(LONG);
    }

    @ParameterizedTest
    @CsvSource({"GET, a(b)", "G@T, Accept", "GET, Host"})
    void noMoneyMovesForACallThatCannotBeSent(String method, String header) throws InterruptedException {
        Call call =
                new Call(method, URI.create("http://127.0.0.1:1/"), List.of(new HeaderLine(header, "c")), new byte[0]);
        Till till = new StubTill(work -> {
            throw new AssertionError("money moves");
        });
        assertThat(sale(LONG, LONG).paid(till, Mode.UPFRONT, call, memory())).isInstanceOf(Delivery.Unsendable.class);
        assertThat(sale(LONG, LONG).free(call)).isInstanceOf(Delivery.Unsendable.class);
    }

    @Test
    void anUpstreamIsNotAskedForWhatCannotBePaidAnyMore() throws InterruptedException {
        Upstream never = (call, patience) -> {
            throw new AssertionError("asked");
        };
        Call call = new Call("GET", URI.create("http://u/"), List.of(), new byte[0]);
        assertThat(sale(never, new Limits(10, LONG, LONG))
                        .paid(till(Duration.ofSeconds(-1)), Mode.ON_SUCCESS, call, memory()))
                .isInstanceOf(Delivery.NoAnswer.class);
    }

    @Test
    void aStreamMayLastAsLongAsItGoesOn() throws IOException, InterruptedException {
        Delivery delivery =
                sale(SHORT, SHORT).paid(till(LONG), Mode.ON_SUCCESS, service(drip("text/event-stream")), memory());
        Delivery.Streamed streamed = (Delivery.Streamed) delivery;
        long begin = System.nanoTime();
        byte[] into = new byte[10];
        while (System.nanoTime() - begin < 3 * SHORT.toNanos()) {
            assertThat(streamed.rest().read(into)).isPositive();
        }
        streamed.rest().close();
        assertThat(hungUp).succeedsWithin(LONG);
    }

    @Test
    void aReaderThatWaitsLearnsThatTheBodyWasClosed() throws IOException, InterruptedException {
        Reply reply = upstream.send(service(out -> send(out, HEAD.formatted("text/plain"))), LONG);
        CompletableFuture<Object> reading = new CompletableFuture<>();
        threads.execute(() -> {
            try {
                reading.complete(reply.body().read(new byte[1], 0, LONG));
            } catch (IOException | InterruptedException closed) {
                reading.complete(closed);
            }
        });
        reply.body().close();
        assertThat(reading).succeedsWithin(LONG).isInstanceOf(IOException.class);
    }
}
