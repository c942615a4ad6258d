package io.offerflow.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OpsServerTest {
    private final AtomicReference<Optional<String>> notReady =
            new AtomicReference<>(Optional.of("informers not synced"));
    private final PrometheusMeterRegistry metrics = Metrics.registry("test");
    private final HttpClient http = HttpClient.newHttpClient();
    private OpsServer server;

    @BeforeEach
    void start() throws Exception {
        server = OpsServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), notReady::get, metrics);
    }

    @AfterEach
    void stop() {
        server.close();
        metrics.close();
        http.close();
    }

    private HttpResponse<String> call(String method, String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + server.address().getPort() + path);
        return http.send(
                HttpRequest.newBuilder(uri)
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void isAliveBeforeItIsReady() throws Exception {
        assertThat(call("GET", "/healthz").statusCode()).isEqualTo(200);
        HttpResponse<String> waiting = call("GET", "/readyz");
        assertThat(waiting.statusCode()).isEqualTo(503);
        assertThat(waiting.body()).isEqualTo("informers not synced\n");
        notReady.set(Optional.empty());
        assertThat(call("GET", "/readyz").statusCode()).isEqualTo(200);
    }

    @Test
    void metricsTellTheProcessAndTheJvm() throws Exception {
        assertThat(call("GET", "/metrics").body())
                .contains("offerflow_info{process=\"test\",version=\"development\"} 1")
                .contains("jvm_memory_used_bytes")
                .contains("process_uptime_seconds");
    }

    @Test
    void answersNothingElse() throws Exception {
        assertThat(call("GET", "/healthz/x").statusCode()).isEqualTo(404);
        assertThat(call("POST", "/healthz").statusCode()).isEqualTo(405);
        assertThat(call("HEAD", "/healthz").statusCode()).isEqualTo(200);
    }
}
