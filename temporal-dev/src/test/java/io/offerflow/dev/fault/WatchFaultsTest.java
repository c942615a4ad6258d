package io.offerflow.dev.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WatchFaultsTest {
    private static final String WATCH = "/things?watch=true&resourceVersion=5";

    private final TestServer server = new TestServer();
    private final FaultProxy proxy = FaultProxy.start(0, Upstream.of(server.address()), InstantSource.system());
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @AfterEach
    void stop() {
        http.shutdownNow();
        proxy.close();
        server.close();
    }

    @Test
    void eventsComeOneByOneAsSoonAsTheyAreSent() throws Exception {
        try (var events = watch()) {
            server.send("one");
            assertThat(events.readLine()).isEqualTo("one");
            server.send("two");
            assertThat(events.readLine()).isEqualTo("two");
            server.endWatch();
            assertThat(events.readLine()).isNull();
        }
        assertThat(proxy.journal().calls()).singleElement().satisfies(call -> {
            assertThat(call.verb()).isEqualTo("WATCH");
            assertThat(call.write()).isFalse();
        });
    }

    @Test
    void droppedEventNeverComes() throws Exception {
        proxy.add(FaultRule.on("WATCH", "/things", new Fault.DropEvent()).nth(2));
        try (var events = watch()) {
            server.send("one", "two", "three");
            assertThat(events.readLine()).isEqualTo("one");
            assertThat(events.readLine()).isEqualTo("three");
        }
    }

    @Test
    void doubledEventComesTwice() throws Exception {
        proxy.add(FaultRule.on("WATCH", "/things", new Fault.DoubleEvent()).containing("on"));
        try (var events = watch()) {
            server.send("one", "two");
            assertThat(events.readLine()).isEqualTo("one");
            assertThat(events.readLine()).isEqualTo("one");
            assertThat(events.readLine()).isEqualTo("two");
        }
    }

    @Test
    void delayedEventComesLate() throws Exception {
        proxy.add(FaultRule.on("WATCH", "/things", new Fault.DelayEvent(Duration.ofMillis(300)))
                .nth(1));
        try (var events = watch()) {
            Instant before = Instant.now();
            server.send("one");
            assertThat(events.readLine()).isEqualTo("one");
            assertThat(Duration.between(before, Instant.now())).isGreaterThanOrEqualTo(Duration.ofMillis(300));
        }
    }

    @Test
    void goneComesInPlaceOfTheEventAndEndsTheWatchCleanly() throws Exception {
        proxy.add(FaultRule.on("WATCH", "/things", new Fault.Gone()).nth(2));
        try (var events = watch()) {
            server.send("one", "two", "three");
            assertThat(events.readLine()).isEqualTo("one");
            assertThat(events.readLine()).contains("\"type\":\"ERROR\"", "\"code\":410");
            assertThat(events.readLine()).isNull();
        }
    }

    @Test
    void openWatchesCanBeExpiredAtOnce() throws Exception {
        try (var events = watch()) {
            proxy.expireWatches();
            assertThat(events.readLine()).contains("\"type\":\"ERROR\"", "\"code\":410");
            assertThat(events.readLine()).isNull();
        }
    }

    @Test
    void cutEventEndsTheConnectionInTheMiddle() throws Exception {
        proxy.add(FaultRule.on("WATCH", "/things", new Fault.CutEvent()).nth(2));
        try (var events = watch()) {
            server.send("one");
            assertThat(events.readLine()).isEqualTo("one");
            server.send("twotwo");
            assertThatThrownBy(events::readLine).isInstanceOf(IOException.class);
        }
    }

    @Test
    void connectionsCanBeCutAtOnce() throws Exception {
        try (var events = watch()) {
            proxy.cutConnections();
            assertThatThrownBy(events::readLine).isInstanceOf(IOException.class);
        }
    }

    @Test
    void serverThatDiesEndsTheWatchUncleanly() throws Exception {
        try (var events = watch()) {
            server.close();
            assertThatThrownBy(events::readLine).isInstanceOf(IOException.class);
        }
    }

    @Test
    void serverIsToldWhenTheClientOfAnIdleWatchGoes() throws Exception {
        try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var before = FaultProxy.start(
                        0,
                        Upstream.of(URI.create("http://127.0.0.1:" + listener.getLocalPort())),
                        InstantSource.system())) {
            var answer = http.sendAsync(
                    HttpRequest.newBuilder(URI.create(before.address() + WATCH)).build(), BodyHandlers.ofInputStream());
            try (var connection = listener.accept()) {
                connection.setSoTimeout(10_000);
                String head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
                connection.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
                answer.join().body().close();

                connection.getInputStream().transferTo(OutputStream.nullOutputStream());
            }
        }
    }

    @Test
    void watchItselfCanBeRefused() throws Exception {
        proxy.add(FaultRule.on("WATCH", "/things", Fault.expired()).nth(1));

        assertThat(http.send(request(), BodyHandlers.ofString()).statusCode()).isEqualTo(410);
        assertThat(server.watches).hasValue(0);
        watch().close();
    }

    private HttpRequest request() {
        return HttpRequest.newBuilder(URI.create(proxy.address() + WATCH)).build();
    }

    private BufferedReader watch() {
        try {
            var answer = http.send(request(), BodyHandlers.ofInputStream());
            assertThat(answer.statusCode()).isEqualTo(200);
            await().until(() -> server.watches.get() == 1);
            return new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected);
        } catch (InterruptedException ended) {
            throw new IllegalStateException(ended);
        }
    }
}
