package io.offerflow.signer.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.micrometer.core.instrument.Counter;
import io.offerflow.signer.desk.SigningDesk;
import io.offerflow.signer.key.KeyLoadException;
import io.offerflow.signer.request.Operation;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1}: whoever has no token is told so before anything he sent is looked at. Runs on worker threads, for it blocks. */
final class ApiHandler implements HttpHandler {
    private static final Pattern SIGN = Pattern.compile("/api/v1/sign/([^/]{1,200})/([a-z-]{1,20})");
    /** What a browser that was led here by a page would say; without a token nothing else keeps such a page out. */
    private static final Set<String> LOCAL_HOSTS = Set.of("localhost", "127.0.0.1", "::1");

    private final SigningDesk desk;
    private final Optional<Token> token;
    private final int maxBody;
    private final Counter unauthorized;

    /** @param token empty when everybody on this machine may sign */
    ApiHandler(SigningDesk desk, Optional<Token> token, int maxBody, Counter unauthorized) {
        this.desk = desk;
        this.token = token;
        this.maxBody = maxBody;
        this.unauthorized = unauthorized;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws IOException {
        if (!admitted(exchange)) {
            unauthorized.increment();
            Answer.error(401, "UNAUTHORIZED", "a bearer token is needed").write(exchange);
            return;
        }
        String path = exchange.getRequestURI();
        Matcher sign = SIGN.matcher(path);
        Optional<Operation> operation = sign.matches() ? Operation.ofPath(sign.group(2)) : Optional.empty();
        boolean get = exchange.getRequestMethod().equals(Methods.GET);
        boolean post = exchange.getRequestMethod().equals(Methods.POST);
        if (operation.isPresent()) {
            (post ? sign(exchange, operation.get(), sign.group(1)) : wrongMethod("POST")).write(exchange);
        } else if (path.equals("/api/v1/keys")) {
            (get ? keys() : wrongMethod("GET")).write(exchange);
        } else if (path.equals("/api/v1/keystores/reload")) {
            (post ? reload() : wrongMethod("POST")).write(exchange);
        } else {
            Answer.error(
                            404,
                            "NOT_FOUND",
                            "there are /api/v1/keys, /api/v1/keystores/reload and /api/v1/sign/<address>/ with"
                                    + " transaction, message, typed-data and hash")
                    .write(exchange);
        }
    }

    private boolean admitted(HttpServerExchange exchange) {
        return token.isPresent()
                ? token.get().admits(exchange)
                : LOCAL_HOSTS.contains(exchange.getHostName().toLowerCase(Locale.ROOT));
    }

    private Answer keys() {
        ArrayNode addresses = Answer.object().arrayNode();
        desk.keys().forEach(key -> addresses.add(key.hex()));
        return Answer.of(Answer.object().set("keys", addresses));
    }

    private Answer reload() {
        try {
            return Answer.of(Answer.object().put("keys_loaded", desk.reload()));
        } catch (KeyLoadException failed) {
            return Answer.error(500, "RELOAD_FAILED", failed.getMessage());
        }
    }

    private Answer sign(HttpServerExchange exchange, Operation operation, String key) throws IOException {
        String type = exchange.getRequestHeaders().getFirst(Headers.CONTENT_TYPE);
        if (type == null || !type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
            // What a page of another site cannot send without being asked about.
            return Answer.error(415, "UNSUPPORTED_MEDIA_TYPE", "Content-Type must be application/json");
        }
        byte[] body = body(exchange);
        return body == null
                ? Answer.error(413, "BODY_TOO_LARGE", "a body may have " + maxBody + " bytes")
                : Answer.of(desk.sign(operation, key, body), key);
    }

    /** Null when it is too long. */
    private byte @Nullable [] body(HttpServerExchange exchange) throws IOException {
        if (exchange.getRequestContentLength() > maxBody) {
            return null;
        }
        byte[] body = exchange.getInputStream().readNBytes(maxBody + 1);
        return body.length > maxBody ? null : body;
    }

    private static Answer wrongMethod(String right) {
        return Answer.error(405, "METHOD_NOT_ALLOWED", "only " + right + " is answered here");
    }
}
