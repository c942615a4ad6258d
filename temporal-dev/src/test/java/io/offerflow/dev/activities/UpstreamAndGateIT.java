package io.offerflow.dev.activities;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.offerflow.api.Ref;
import io.offerflow.api.upstream.Probe;
import io.offerflow.api.upstream.UpstreamView;
import io.offerflow.cluster.gate.ReplicaSource;
import io.offerflow.cluster.upstream.UpstreamPolicy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** How an offer's upstream and the gate's replicas are found in a cluster. */
class UpstreamAndGateIT extends OnEachCluster {
    private static final UpstreamPolicy EXTERNAL_NAMES = new UpstreamPolicy(true, false);

    @Test
    void aServiceThatIsNotThereIsMissing() {
        offer("missing", "service: nothing, port: 80");
        assertThat(look("missing", EXTERNAL_NAMES))
                .isEqualTo(new UpstreamView(UpstreamView.State.Missing, "shop/nothing:80", null));
    }

    @Test
    void anExternalNameIsFollowedOnlyWhereThatIsAllowed() throws IOException {
        HttpServer upstream = upstream(204);
        int port = upstream.getAddress().getPort();
        external("shop", "local");
        offer("external", "service: local, port: " + port + ", healthPath: /up");
        assertThat(look("external", UpstreamPolicy.STRICT).state()).isEqualTo(UpstreamView.State.ExternalNameRefused);
        assertThat(look("external", EXTERNAL_NAMES))
                .isEqualTo(new UpstreamView(
                        UpstreamView.State.Probed, "shop/local:" + port, new Probe("GET", "/up", 204, null)));
        upstream.stop(0);
        assertThat(look("external", EXTERNAL_NAMES).probe())
                .isEqualTo(new Probe("GET", "/up", null, "connection refused"));
    }

    @Test
    void anotherNamespacesServiceNeedsItsConsent() throws IOException {
        HttpServer upstream = upstream(200);
        int port = upstream.getAddress().getPort();
        external("other", "foreign");
        offer("greedy", "service: foreign, namespace: other, port: " + port + ", healthPath: /up");
        assertThat(look("greedy", EXTERNAL_NAMES))
                .isEqualTo(new UpstreamView(UpstreamView.State.NotGranted, "other/foreign:" + port, null));
        assertThat(look("greedy", new UpstreamPolicy(true, true)).state()).isEqualTo(UpstreamView.State.Probed);
        grant("elsewhere", "foreign");
        grant("shop", "unrelated");
        assertThat(look("greedy", EXTERNAL_NAMES).state()).isEqualTo(UpstreamView.State.NotGranted);
        grant("shop", "foreign");
        assertThat(look("greedy", EXTERNAL_NAMES).probe()).isEqualTo(new Probe("GET", "/up", 200, null));
        upstream.stop(0);
    }

    @Test
    void aStrangerDoesNotLearnWhichServicesExistElsewhere() {
        offer("curious", "service: secret-service, namespace: kube-system, port: 80");
        assertThat(look("curious", EXTERNAL_NAMES).state()).isEqualTo(UpstreamView.State.NotGranted);
    }

    @Test
    void theReadyEndpointsOfTheVerifiersServiceAreItsReplicas() {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
        ReplicaSource source = ReplicaSource.discovered(kube, now::get);
        assertThat(source.replicas()).isEmpty();
        kube.resource(new EndpointSliceBuilder()
                        .withNewMetadata()
                        .withNamespace("x402")
                        .withName("x402-verifier-1")
                        .addToLabels("kubernetes.io/service-name", "x402-verifier")
                        .endMetadata()
                        .withAddressType("IPv4")
                        .addNewEndpoint()
                        .withAddresses("10.1.2.3")
                        .withNewConditions()
                        .withReady(true)
                        .endConditions()
                        .endEndpoint()
                        .build())
                .create();
        assertThat(source.replicas()).as("kept for a second").isEmpty();
        now.set(Instant.EPOCH.plusSeconds(1));
        assertThat(source.replicas()).containsExactly(URI.create("http://10.1.2.3:8082"));
    }

    private static UpstreamView look(String offer, UpstreamPolicy policy) {
        return activities(policy, ReplicaSource.fixed(List.of()))
                .observe(new Ref(NAMESPACE, offer))
                .upstream();
    }

    private static void external(String namespace, String name) {
        create(
                """
                apiVersion: v1
                kind: Service
                metadata: {namespace: %s, name: %s}
                spec: {type: ExternalName, externalName: localhost}
                """
                        .formatted(namespace, name));
    }

    private static void grant(String from, String service) {
        create(
                """
                apiVersion: gateway.networking.k8s.io/v1beta1
                kind: ReferenceGrant
                metadata: {namespace: other, name: %s-%s}
                spec:
                  from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: %s}]
                  to: [{group: "", kind: Service, name: %s}]
                """
                        .formatted(from, service, from, service));
    }

    private static HttpServer upstream(int code) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("localhost"), 0), 0);
        server.createContext("/up", exchange -> {
            exchange.sendResponseHeaders(code, -1);
            exchange.close();
        });
        server.start();
        return server;
    }
}
