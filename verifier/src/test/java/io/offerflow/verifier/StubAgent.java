package io.offerflow.verifier;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.offerflow.api.Ref;
import io.offerflow.verifier.proxy.Target;
import io.offerflow.verifier.proxy.UpstreamCredential;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** An agent that answers as the test wants, keeps what it is asked, and has a buyer. */
public final class StubAgent implements AutoCloseable {
    public static final String KEY = "0123456789abcdef0123456789abcdef";
    public static final String QUESTION = "{\"messages\":[{\"role\":\"user\",\"content\":\"why?\"}]}";
    /** As Hermes answers to whom it could help. */
    public static final Reply GOOD = new Reply(
            200,
            Map.of("Content-Type", "application/json; charset=utf-8", "X-Hermes-Session-Id", "api-0011223344556677"),
            "{\"object\":\"chat.completion\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
                    + "\"content\":\"because\"},\"finish_reason\":\"stop\"}],\"usage\":{\"total_tokens\":0}}");

    private final HttpServer server;
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private volatile Reply reply = GOOD;
    private String path = "";

    public record Reply(int status, Map<String, String> headers, String body) {}

    /** @param headers names in lower case */
    public record Asked(String line, Map<String, String> headers, String body) {}

    public StubAgent() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            Map<String, String> headers = new TreeMap<>();
            exchange.getRequestHeaders()
                    .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(",", values)));
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            asked.add(new Asked(exchange.getRequestMethod() + " " + exchange.getRequestURI(), headers, body));
            Reply given = reply;
            given.headers().forEach(exchange.getResponseHeaders()::set);
            byte[] bytes = given.body().getBytes(StandardCharsets.ISO_8859_1);
            exchange.sendResponseHeaders(given.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    /** Makes it the one that {@code shop/<name>} sells at {@code /services/<name>}. */
    public StubAgent serves(Gate gate, String name) {
        path = "/services/" + name;
        URI base = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        gate.targets.put(
                new Ref("shop", name),
                new Target.Lookup.Found(
                        new Target(base, path, Target.Kind.AGENT, Optional.of(UpstreamCredential.bearer(KEY)))));
        return this;
    }

    /** An offer of it. */
    public static Offers offer(String name) {
        return Offers.offer("shop", name)
                .with("/spec/type", "'agent'")
                .with("/status/agentResolution", "{'model':'m','runtime':'hermes','skills':['gas']}");
    }

    public StubAgent answers(Reply next) {
        reply = next;
        return this;
    }

    public List<Asked> asked() {
        return asked;
    }

    /** Somebody asks the usual question. */
    public HttpResponse<String> asks(Gate gate, Map<String, String> headers) {
        return asks(gate, "POST", "/v1/chat/completions", headers, QUESTION);
    }

    /** @param rest below the offer's path */
    public HttpResponse<String> asks(
            Gate gate, String method, String rest, Map<String, String> headers, String question) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + gate.app.proxyAddress().getPort() + path + rest))
                .method(method, question.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(question));
        headers.forEach(request::header);
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        http.close();
    }
}
