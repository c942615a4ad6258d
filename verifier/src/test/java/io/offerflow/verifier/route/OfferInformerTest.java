package io.offerflow.verifier.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.offerflow.api.Json;
import io.offerflow.api.Ref;
import io.offerflow.api.gate.GateReport;
import io.offerflow.verifier.Offers;
import io.offerflow.verifier.TestClock;
import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.core.WebSockets;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a list and a web socket watch, with an API server that fails when the test says so. */
class OfferInformerTest {
    private final List<ObjectNode> stored = new CopyOnWriteArrayList<>();
    private final List<WebSocketChannel> watches = new CopyOnWriteArrayList<>();
    private final GateRoutes routes = new GateRoutes(labels -> {});
    private volatile boolean failing;
    private Undertow server;
    private KubernetesClient client;
    private OfferBook book;
    private OfferInformer informer;

    @BeforeEach
    void start() {
        server = Undertow.builder()
                .addHttpListener(0, "127.0.0.1")
                .setHandler(this::handle)
                .build();
        server.start();
        int port = ((InetSocketAddress) server.getListenerInfo().getFirst().getAddress()).getPort();
        client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withMasterUrl("http://127.0.0.1:" + port)
                        .withRequestRetryBackoffLimit(0)
                        .withWatchReconnectInterval(20)
                        .build())
                .build();
        book = new OfferBook(new TestClock(), AgentModel.SHOWN, routes::offers);
    }

    @AfterEach
    void stop() {
        informer.close();
        book.close();
        client.close();
        server.stop();
    }

    private void handle(HttpServerExchange exchange) throws Exception {
        if (failing) {
            exchange.setStatusCode(500).endExchange();
        } else if ("websocket".equalsIgnoreCase(exchange.getRequestHeaders().getFirst(Headers.UPGRADE))) {
            Handlers.websocket((upgrade, channel) -> watches.add(channel)).handleRequest(exchange);
        } else {
            ObjectNode list = Json.mapper()
                    .createObjectNode()
                    .put("kind", "ServiceOfferList")
                    .put("apiVersion", "obol.org/v1alpha1");
            list.putObject("metadata").put("resourceVersion", "1");
            list.putArray("items").addAll(stored);
            exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
            exchange.getResponseSender().send(list.toString());
        }
    }

    private void cutWatches() throws IOException {
        for (WebSocketChannel watch : watches) {
            watch.close();
        }
    }

    private void event(String type, Offers offer, int version) {
        ObjectNode event = Json.mapper().createObjectNode().put("type", type);
        event.set(
                "object",
                offer.with("/metadata/resourceVersion", "'" + version + "'").json());
        WebSockets.sendText(event.toString(), watches.getLast(), null);
    }

    private void awaitState(String name, GateReport.State state) {
        Awaitility.await().untilAsserted(() -> assertThat(routes.offers()
                        .report(new Ref("shop", name))
                        .map(GateReport::state)
                        .orElse(GateReport.State.Unknown))
                .isEqualTo(state));
    }

    @Test
    void theFirstListCompletesTheRoutesAndEventsFollow() {
        stored.add(Offers.offer("shop", "listed").json());
        informer = OfferInformer.start(client, book);
        Awaitility.await().until(() -> routes.offers().complete());
        awaitState("listed", GateReport.State.Served);
        Awaitility.await().until(() -> informer.watching() && !watches.isEmpty());
        event("ADDED", Offers.offer("shop", "late"), 2);
        awaitState("late", GateReport.State.Served);
        event("MODIFIED", Offers.offer("shop", "late").with("/spec/payment/price/perRequest", "'abc'"), 3);
        awaitState("late", GateReport.State.Quarantined);
        event("DELETED", Offers.offer("shop", "late"), 4);
        awaitState("late", GateReport.State.Unknown);
    }

    @Test
    void anObjectThatCannotBeReadDoesNotStopTheWatch() {
        informer = OfferInformer.start(client, book);
        Awaitility.await().until(() -> informer.watching() && !watches.isEmpty());
        event("ADDED", Offers.offer("shop", "bad").with("/spec", "[1,2]"), 2);
        awaitState("bad", GateReport.State.Quarantined);
        event("ADDED", Offers.offer("shop", "good"), 3);
        awaitState("good", GateReport.State.Served);
        assertThat(informer.stoppedUnexpectedly()).isFalse();
    }

    @Test
    void withoutAnApiServerTheRoutesStayAndCatchUpAfterwards() throws IOException {
        stored.add(Offers.offer("shop", "listed").json());
        informer = OfferInformer.start(client, book);
        Awaitility.await().until(() -> informer.watching() && !watches.isEmpty());
        failing = true;
        cutWatches();
        Awaitility.await().until(() -> informer.failures() > 0);
        awaitState("listed", GateReport.State.Served);
        assertThat(routes.offers().complete()).isTrue();

        stored.add(Offers.offer("shop", "meanwhile").json());
        failing = false;
        awaitState("meanwhile", GateReport.State.Served);
        assertThat(informer.stoppedUnexpectedly()).isFalse();
    }

    @Test
    void anApiServerThatIsAwayAtTheStartIsWaitedFor() {
        failing = true;
        stored.add(Offers.offer("shop", "listed").json());
        informer = OfferInformer.start(client, book);
        Awaitility.await().until(() -> informer.failures() > 1);
        assertThat(routes.offers().complete()).isFalse();
        failing = false;
        awaitState("listed", GateReport.State.Served);
        Awaitility.await().until(() -> routes.offers().complete());
    }
}
