package io.offerflow.dev.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** fabric8's informers ask for WebSockets first; behind the proxy they must find the way to watches of lines. */
@Timeout(60)
class InformerBehindProxyTest {
    private static final String MAPS = "/api/v1/namespaces/shop/configmaps";

    private final AtomicInteger lists = new AtomicInteger();
    private final AtomicInteger upgrades = new AtomicInteger();
    /** Not Undertow's own: it would wait at its end for watches that have none. */
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    /** Of the newest watch; older ones, which may not know yet that nobody listens, take nothing from it. */
    private volatile BlockingQueue<String> events = new LinkedBlockingQueue<>();

    private final Undertow server = Undertow.builder()
            .addHttpListener(0, "127.0.0.1")
            .setHandler(Handlers.path()
                    .addExactPath(
                            MAPS,
                            exchange -> exchange.dispatch(threads, call -> {
                                call.startBlocking();
                                serve(call);
                            })))
            .build();
    private final FaultProxy proxy;
    private final KubernetesClient client;

    InformerBehindProxyTest() {
        server.start();
        var address = (InetSocketAddress) server.getListenerInfo().getFirst().getAddress();
        var upstream = Upstream.of(URI.create("http://127.0.0.1:" + address.getPort()));
        proxy = FaultProxy.start(0, upstream, InstantSource.system());
        Config config = new ConfigBuilder(Config.empty())
                .withMasterUrl(proxy.address().toString())
                .withNamespace("shop")
                .withWatchReconnectInterval(50)
                .build();
        client = new KubernetesClientBuilder().withConfig(config).build();
    }

    @AfterEach
    void stop() {
        client.close();
        proxy.close();
        server.stop();
        threads.shutdownNow();
    }

    @Test
    void informerSeesEventsAndNoWebSocketReachesTheServer() {
        try (var informer = informer()) {
            events.add(event("ADDED", "prices", 11));

            await().until(() -> informer.getIndexer().getByKey("shop/prices") != null);
            assertThat(upgrades).hasValue(0);
        }
    }

    @Test
    void informerListsAgainAfterGone() {
        try (var informer = informer()) {
            int before = lists.get();
            proxy.expireWatches();

            await().until(() -> lists.get() > before);
            await().until(() -> proxy.journal().count(call -> call.verb().equals("WATCH")) >= 2);
            events.add(event("ADDED", "later", 12));
            await().until(() -> informer.getIndexer().getByKey("shop/later") != null);
        }
    }

    @Test
    void informerComesBackAfterACutConnection() {
        try (var informer = informer()) {
            proxy.add(FaultRule.on("WATCH", MAPS, new Fault.CutEvent()).nth(1));
            events.add(event("ADDED", "lost", 11));

            await().until(() -> proxy.journal().count(call -> call.verb().equals("WATCH")) >= 2);
            events.add(event("ADDED", "later", 12));
            await().until(() -> informer.getIndexer().getByKey("shop/later") != null);
        }
    }

    private SharedIndexInformer<ConfigMap> informer() {
        var informer = client.configMaps().inNamespace("shop").inform();
        await().until(() -> proxy.journal().count(call -> call.verb().equals("WATCH")) == 1);
        return informer;
    }

    private static String event(String type, String name, int version) {
        return """
            {"type":"%s","object":{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"%s","namespace":"shop",\
            "uid":"%s","resourceVersion":"%d"}}}
            """
                .formatted(type, name, name, version);
    }

    private void serve(HttpServerExchange exchange) {
        if (exchange.getRequestHeaders().contains(Headers.SEC_WEB_SOCKET_KEY)) {
            upgrades.incrementAndGet();
        }
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
        if (!exchange.getQueryString().contains("watch=true")) {
            lists.incrementAndGet();
            exchange.getResponseSender()
                    .send("{\"apiVersion\":\"v1\",\"kind\":\"ConfigMapList\",\"metadata\":{\"resourceVersion\":\"10\"},"
                            + "\"items\":[]}");
            return;
        }
        BlockingQueue<String> mine = new LinkedBlockingQueue<>();
        events = mine;
        try (OutputStream out = exchange.getOutputStream()) {
            out.flush();
            while (true) {
                out.write(mine.take().getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
        } catch (IOException | InterruptedException stopped) {
            // The client has gone, or the test is over.
        }
    }
}
