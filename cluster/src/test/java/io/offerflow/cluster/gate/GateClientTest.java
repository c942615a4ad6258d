package io.offerflow.cluster.gate;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.offerflow.api.Json;
import io.offerflow.api.Ref;
import io.offerflow.api.gate.GateReport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class GateClientTest {
    private static final Ref OFFER = new Ref("shop", "a");
    private static final GateReport SERVED =
            new GateReport("shop", "a", "u-1", 3, "0123456789abcdef", GateReport.State.Served, null, null);

    private final List<HttpServer> servers = new ArrayList<>();

    @AfterEach
    void stop() {
        servers.forEach(server -> server.stop(0));
    }

    @Test
    void tellsEachReplicasWord() throws IOException {
        URI one = gate("/routes/shop/a", 200, Json.mapper().writeValueAsString(SERVED));
        URI two = gate("/routes/shop/a", 404, "");
        try (GateClient gate = client(one, two)) {
            assertThat(gate.ask(OFFER)).extracting("report").containsExactly(SERVED, unknown());
            assertThat(gate.ask(OFFER)).extracting("replica").containsExactly(one.getAuthority(), two.getAuthority());
        }
    }

    @Test
    void aReplicaThatIsAwayOrTalksNonsenseHasNoWord() throws IOException {
        URI away;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            away = URI.create("http://127.0.0.1:" + closed.getLocalPort());
        }
        URI broken = gate("/routes/shop/a", 500, Json.mapper().writeValueAsString(SERVED));
        URI odd = gate("/routes/shop/a", 200, "<html>");
        URI empty = gate("/routes/shop/a", 200, "{}");
        try (GateClient gate = client(away, broken, odd, empty)) {
            assertThat(gate.ask(OFFER)).hasSize(4).extracting("report").containsOnlyNulls();
        }
    }

    @Test
    @Timeout(10)
    void silentReplicasAreAskedAtTheSameTimeAndGivenUpAfterTwoSeconds() throws IOException {
        try (ServerSocket first = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket second = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                GateClient gate = client(
                        URI.create("http://127.0.0.1:" + first.getLocalPort()),
                        URI.create("http://127.0.0.1:" + second.getLocalPort()))) {
            long start = System.nanoTime();
            assertThat(gate.ask(OFFER)).extracting("report").containsOnlyNulls();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(3_800));
        }
    }

    @Test
    void listsEverythingOnceUntilItChanges() throws IOException {
        URI replica = gate("/routes", 200, Json.mapper().writeValueAsString(List.of(SERVED)));
        try (GateClient gate = client(replica)) {
            assertThat(gate.list(replica, null)).isEqualTo(new RouteListing.Listed("\"etag-1\"", List.of(SERVED)));
            assertThat(gate.list(replica, "\"etag-1\"")).isEqualTo(new RouteListing.Unchanged());
            assertThat(gate.list(replica, "\"old\"")).isInstanceOf(RouteListing.Listed.class);
        }
    }

    @Test
    void aListingThatFailsSaysHow() throws IOException {
        URI broken = gate("/routes", 500, "");
        URI odd = gate("/routes", 200, "{\"a\":1}");
        try (GateClient gate = client(broken)) {
            assertThat(gate.list(broken, null)).isEqualTo(new RouteListing.Unreachable("answered 500"));
            assertThat(gate.list(odd, null)).isEqualTo(new RouteListing.Unreachable("sent no list of routes"));
            assertThat(gate.list(URI.create("http://127.0.0.1:1"), null))
                    .isEqualTo(new RouteListing.Unreachable("does not answer"));
        }
    }

    private static GateReport unknown() {
        return new GateReport("shop", "a", null, 0, null, GateReport.State.Unknown, null, null);
    }

    private static GateClient client(URI... replicas) {
        return new GateClient(ReplicaSource.fixed(List.of(replicas)));
    }

    private URI gate(String path, int code, String body) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(path, exchange -> {
            exchange.getResponseHeaders().set("ETag", "\"etag-1\"");
            boolean known = "\"etag-1\"".equals(exchange.getRequestHeaders().getFirst("If-None-Match"));
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(known ? 304 : code, known || bytes.length == 0 ? -1 : bytes.length);
            if (!known) {
                exchange.getResponseBody().write(bytes);
            }
            exchange.close();
        });
        server.start();
        servers.add(server);
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }
}
