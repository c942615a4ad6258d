package io.offerflow.cluster.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.offerflow.api.upstream.Probe;
import io.offerflow.cluster.upstream.HealthCheck.Target;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class HealthCheckTest {
    private final HealthCheck health = new HealthCheck();

    @AfterEach
    void close() {
        health.close();
    }

    @Test
    void tellsTheStatusCode() throws IOException {
        HttpServer upstream = upstream(503, null);
        assertThat(get(port(upstream), "/health").sentence()).isEqualTo("GET /health answered 503");
        upstream.stop(0);
    }

    @Test
    void doesNotFollowRedirects() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        HttpServer elsewhere = upstream(200, null);
        elsewhere.createContext("/secret", exchange -> asked.incrementAndGet());
        HttpServer upstream = upstream(302, "http://127.0.0.1:" + port(elsewhere) + "/secret");
        assertThat(get(port(upstream), "/health").code()).isEqualTo(302);
        assertThat(asked).hasValue(0);
        upstream.stop(0);
        elsewhere.stop(0);
    }

    @Test
    @Timeout(10)
    void doesNotReadAnEndlessBody() throws IOException {
        try (ServerSocket socket = listen()) {
            Thread.ofVirtual().start(() -> talk(socket, "HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\nx"));
            assertThat(get(socket.getLocalPort(), "/health").healthy()).isTrue();
        }
    }

    @Test
    void namesRefusalWithoutTheAddress() throws IOException {
        int port;
        try (ServerSocket closed = listen()) {
            port = closed.getLocalPort();
        }
        assertThat(get(port, "/health").failure()).isEqualTo("connection refused");
    }

    @Test
    @Timeout(10)
    void givesUpOnSilenceAfterThreeSeconds() throws IOException {
        try (ServerSocket silent = listen()) {
            long start = System.nanoTime();
            assertThat(get(silent.getLocalPort(), "/health").failure()).isEqualTo("timed out after 3 s");
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(2_500), Duration.ofSeconds(6));
        }
    }

    @Test
    void namesAnUnknownHost() {
        assertThat(health.get(inCluster("no-such-host.invalid", 80), "/").failure())
                .isEqualTo("unknown host");
        assertThat(health.get(foreign("no-such-host.invalid", 80), "/").failure())
                .isEqualTo("unknown host");
    }

    @Test
    void namesWhatIsNotHttp() throws IOException {
        try (ServerSocket socket = listen()) {
            Thread.ofVirtual().start(() -> talk(socket, "SSH-2.0-OpenSSH_9.2\r\n\r\n"));
            assertThat(get(socket.getLocalPort(), "/health").failure())
                    .isIn("the answer is not HTTP", "connection lost");
        }
    }

    @Test
    void neverAsksLinkLocalAddressesThatSomebodyElseNamed() {
        String refused = "link-local addresses are not asked";
        assertThat(health.get(foreign("169.254.169.254", 80), "/latest/meta-data")
                        .failure())
                .isEqualTo(refused);
        assertThat(health.get(foreign("[fe80::1]", 80), "/").failure()).isEqualTo(refused);
        assertThat(health.get(foreign("[::ffff:169.254.169.254]", 80), "/").failure())
                .isEqualTo(refused);
    }

    @Test
    void aPathCannotChangeTheHost() {
        for (String path : new String[] {"@evil.example/", "health", "/a b", "/a\r\nX: y"}) {
            assertThat(get(80, path).failure()).isEqualTo("host, port or path are malformed");
        }
    }

    private Probe get(int port, String path) {
        return health.get(inCluster("127.0.0.1", port), path);
    }

    private static Target inCluster(String host, int port) {
        return new Target(host, port, false);
    }

    private static Target foreign(String host, int port) {
        return new Target(host, port, true);
    }

    private static int port(HttpServer server) {
        return server.getAddress().getPort();
    }

    private static ServerSocket listen() throws IOException {
        return new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    }

    private static void talk(ServerSocket socket, String answer) {
        try {
            Socket caller = socket.accept();
            caller.getInputStream().read(new byte[1_024]);
            caller.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
            caller.getOutputStream().flush();
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private static HttpServer upstream(int code, String location) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/health", exchange -> {
            if (location != null) {
                exchange.getResponseHeaders().set("Location", location);
            }
            exchange.sendResponseHeaders(code, -1);
            exchange.close();
        });
        server.start();
        return server;
    }
}
