package io.offerflow.dev.hermes;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.offerflow.workflows.agent.AgentChildren;
import io.offerflow.workflows.entity.ChildKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Answers for every agent of the cluster as Hermes's API server does, without a model: its health to everybody, a chat completion to whoever
 * shows an agent's key.
 */
public final class HermesStandIn implements AutoCloseable {
    private static final String COMPLETION =
            """
            {"id":"chatcmpl-1","object":"chat.completion","choices":[{"index":0,"finish_reason":"stop",\
            "message":{"role":"assistant","content":"an answer without a model"}}]}
            """;
    private static final String REFUSED = "{\"error\":{\"code\":\"invalid_api_key\"}}";

    private final KubernetesClient client;
    private final HttpServer server;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

    private HermesStandIn(KubernetesClient client) {
        this.client = client;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        } catch (IOException e) {
            throw new UncheckedIOException("agents: cannot listen: " + e.getMessage(), e);
        }
        server.setExecutor(executor);
        server.createContext("/health", exchange -> answer(exchange, 200, "{\"status\":\"ok\"}"));
        server.createContext("/v1/chat/completions", this::complete);
        server.start();
    }

    /** @param client reads agents' keys; stays the caller's */
    public static HermesStandIn start(KubernetesClient client) {
        return new HermesStandIn(client);
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }

    private void complete(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        String shown = exchange.getRequestHeaders().getFirst("Authorization");
        boolean known = shown != null
                && client
                        .secrets()
                        .inAnyNamespace()
                        .withField("metadata.name", AgentChildren.name(ChildKind.SECRET))
                        .list()
                        .getItems()
                        .stream()
                        .anyMatch(secret -> shown.equals("Bearer " + key(secret)));
        answer(exchange, known ? 200 : 401, known ? COMPLETION : REFUSED);
    }

    private static String key(Secret secret) {
        String encoded = secret.getData() == null ? "" : secret.getData().getOrDefault(AgentChildren.KEY, "");
        return new String(Base64.getDecoder().decode(encoded), StandardCharsets.US_ASCII);
    }

    private static void answer(HttpExchange exchange, int status, String json) throws IOException {
        try (exchange) {
            byte[] body = json.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
