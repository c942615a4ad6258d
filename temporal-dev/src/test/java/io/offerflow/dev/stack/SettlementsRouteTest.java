package io.offerflow.dev.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.offerflow.api.Ref;
import io.offerflow.dev.gateway.GatewayStandIn;
import io.offerflow.dev.kube.KubeServer;
import io.offerflow.dev.kube.KubeServerOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The status address that a 503 names leads through the Gateway to the gate. */
class SettlementsRouteTest {
    private static final Ref GATEWAY = new Ref("traefik", "traefik-gateway");

    @Test
    void theStatusAddressIsAnsweredByTheGate() throws IOException {
        HttpServer gate = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        gate.createContext("/", exchange -> {
            byte[] asked = exchange.getRequestURI().toString().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Retry-After", "5");
            exchange.sendResponseHeaders(503, asked.length);
            exchange.getResponseBody().write(asked);
            exchange.close();
        });
        gate.start();
        KubeServer kube = KubeServer.start(new KubeServerOptions(0, InstantSource.system()));
        try (KubernetesClient client = new KubernetesClientBuilder()
                        .withConfig(Config.fromKubeconfig(kube.kubeconfig()))
                        .build();
                HttpClient http = HttpClient.newHttpClient()) {
            ClusterSetup.prepare(client, GATEWAY);
            ClusterSetup.gate(client, gate.getAddress().getPort());
            try (GatewayStandIn gateway = GatewayStandIn.start(client, GATEWAY, 0, InstantSource.system())) {
                HttpRequest request = HttpRequest.newBuilder(gateway.address().resolve("/settlements/00ff"))
                        .build();
                Awaitility.await().untilAsserted(() -> {
                    HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
                    assertThat(answer.body()).isEqualTo("/settlements/00ff");
                    assertThat(answer.statusCode()).isEqualTo(503);
                    assertThat(answer.headers().firstValue("Retry-After")).hasValue("5");
                });
            }
        } finally {
            kube.close();
            gate.stop(0);
        }
    }
}
