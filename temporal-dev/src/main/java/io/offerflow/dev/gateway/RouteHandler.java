package io.offerflow.dev.gateway;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.offerflow.api.Ref;
import io.offerflow.api.name.Labels;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Serves one request the way Traefik does: ask the gate first, return its refusal whole, otherwise proxy to the backend. */
final class RouteHandler implements HttpHandler {
    /** Hop-by-hop, or set by the JDK client itself. */
    private static final Set<String> NOT_FORWARDED = Set.of(
            "connection",
            "content-length",
            "expect",
            "host",
            "keep-alive",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private static final String DOCUMENT = "agent-registration.json";
    private static final Duration UPSTREAM_LIMIT = Duration.ofSeconds(60);

    private final Function<String, @Nullable ServedRoute> find;
    private final Function<Ref, @Nullable ForwardAuth> middleware;
    private final KubernetesClient client;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(3))
            .build();

    RouteHandler(
            Function<String, @Nullable ServedRoute> find,
            Function<Ref, @Nullable ForwardAuth> middleware,
            KubernetesClient client) {
        this.find = find;
        this.middleware = middleware;
        this.client = client;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            ServedRoute route = find.apply(exchange.getRequestURI().getRawPath());
            if (route == null) {
                answer(exchange, 404, "no route\n");
                return;
            }
            serve(exchange, route);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(HttpExchange exchange, ServedRoute route) throws IOException, InterruptedException {
        Headers forwarded = new Headers();
        forwarded.putAll(exchange.getRequestHeaders());
        if (route.middleware() != null) {
            ForwardAuth auth = middleware.apply(route.middleware());
            if (auth == null) {
                answer(exchange, 500, "middleware " + route.middleware() + " does not exist\n");
                return;
            }
            HttpResponse<byte[]> word = ask(exchange, auth);
            if (word.statusCode() / 100 != 2) {
                relay(exchange, word);
                return;
            }
            for (String header : auth.responseHeaders()) {
                forwarded.remove(header);
                word.headers().firstValue(header).ifPresent(value -> forwarded.set(header, value));
            }
        }
        proxy(exchange, route, forwarded);
    }

    private HttpResponse<byte[]> ask(HttpExchange exchange, ForwardAuth auth) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(auth.address()))
                .timeout(UPSTREAM_LIMIT)
                .GET();
        copy(exchange.getRequestHeaders(), request);
        request.setHeader("X-Forwarded-Method", exchange.getRequestMethod());
        request.setHeader("X-Forwarded-Proto", "http");
        request.setHeader(
                "X-Forwarded-Host", String.valueOf(exchange.getRequestHeaders().getFirst("Host")));
        request.setHeader("X-Forwarded-Uri", exchange.getRequestURI().toString());
        request.setHeader(
                "X-Forwarded-For", exchange.getRemoteAddress().getAddress().getHostAddress());
        return http.send(request.build(), BodyHandlers.ofByteArray());
    }

    private void proxy(HttpExchange exchange, ServedRoute route, Headers headers)
            throws IOException, InterruptedException {
        Optional<String> document = document(route);
        if (document.isPresent()) {
            exchange.getResponseHeaders().set("Content-Type", "application/json; charset=utf-8");
            send(exchange, 200, document.get().getBytes(StandardCharsets.UTF_8));
            return;
        }
        URI target = target(exchange, route);
        byte[] body = exchange.getRequestBody().readAllBytes();
        HttpRequest.Builder request = HttpRequest.newBuilder(target)
                .timeout(UPSTREAM_LIMIT)
                .method(
                        exchange.getRequestMethod(),
                        body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        copy(headers, request);
        try {
            relay(exchange, http.send(request.build(), BodyHandlers.ofByteArray()));
        } catch (IOException e) {
            answer(exchange, 502, "upstream unavailable\n");
        }
    }

    /** The server of a registration document serves a ConfigMap of its own name; no kubelet runs it here. */
    private Optional<String> document(ServedRoute route) {
        if (!route.prefix().endsWith(".json")) {
            return Optional.empty();
        }
        Ref service = route.service();
        return Optional.ofNullable(client.configMaps()
                        .inNamespace(service.namespace())
                        .withName(service.name())
                        .get())
                .filter(map -> map.getMetadata().getLabels() != null
                        && Labels.DOCUMENT.equals(map.getMetadata().getLabels().get(Labels.APP_NAME)))
                .map(map -> map.getData().get(DOCUMENT));
    }

    private URI target(HttpExchange exchange, ServedRoute route) {
        Service service = client.services()
                .inNamespace(route.service().namespace())
                .withName(route.service().name())
                .get();
        String external = service == null ? null : service.getSpec().getExternalName();
        String host = external != null
                ? external
                : route.service().name() + "." + route.service().namespace() + ".svc.cluster.local";
        String query = exchange.getRequestURI().getRawQuery();
        return URI.create("http://" + host + ":" + port(service, route.port())
                + route.rewritten(exchange.getRequestURI().getRawPath()) + (query == null ? "" : "?" + query));
    }

    /** Behind an ExternalName there is no proxy that would translate the port; the stand-in does. */
    private static int port(@Nullable Service service, int asked) {
        if (service == null || service.getSpec().getPorts() == null) {
            return asked;
        }
        return service.getSpec().getPorts().stream()
                .filter(port -> port.getPort() == asked && port.getTargetPort() != null)
                .map(port -> port.getTargetPort().getIntVal())
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(asked);
    }

    private static void copy(Headers headers, HttpRequest.Builder request) {
        headers.forEach((name, values) -> {
            if (!NOT_FORWARDED.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
    }

    private static void relay(HttpExchange exchange, HttpResponse<byte[]> response) throws IOException {
        response.headers().map().forEach((name, values) -> {
            if (!NOT_FORWARDED.contains(name.toLowerCase(Locale.ROOT))) {
                exchange.getResponseHeaders().put(name, values);
            }
        });
        send(exchange, response.statusCode(), response.body());
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
        send(exchange, status, text.getBytes(StandardCharsets.UTF_8));
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        boolean empty = body.length == 0 || exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, empty ? -1 : body.length);
        if (!empty) {
            exchange.getResponseBody().write(body);
        }
    }
}
