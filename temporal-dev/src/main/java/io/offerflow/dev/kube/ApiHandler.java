package io.offerflow.dev.kube;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes each request off the I/O thread, finds who answers it and sends the answer. */
final class ApiHandler implements HttpHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ApiHandler.class);
    private static final HttpString WARNING = new HttpString("Warning");
    private static final String REVIEWS = "/apis/authorization.k8s.io/v1/selfsubject";

    private final Cluster cluster;
    private final Verbs verbs;
    private final Watches watches;
    private final Discovery discovery;
    private final OpenApi openApi;
    private final Executor executor;

    ApiHandler(Cluster cluster, Verbs verbs, Watches watches, Executor executor) {
        this.cluster = cluster;
        this.verbs = verbs;
        this.watches = watches;
        this.discovery = new Discovery(cluster.types());
        this.openApi = new OpenApi(cluster.types());
        this.executor = executor;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        exchange.dispatch(executor, this::serve);
    }

    private void serve(HttpServerExchange exchange) throws Exception {
        Reply reply;
        try {
            Request request = Request.of(exchange);
            Target target = Target.of(request.path(), cluster.types());
            if (target != null && isWatch(request)) {
                watches.serve(target, request, exchange);
                return;
            }
            reply = target == null ? other(request) : verbs.serve(target, request);
        } catch (ApiFailure failure) {
            reply = Reply.failure(failure);
        } catch (RuntimeException bug) {
            LOG.error("{} {} failed", exchange.getRequestMethod(), exchange.getRequestPath(), bug);
            reply = Reply.failure(ApiFailure.internal("Internal error occurred: " + bug));
        }
        send(exchange, reply);
    }

    private static boolean isWatch(Request request) {
        return request.method().equals("GET") && request.query().flag("watch");
    }

    private Reply other(Request request) {
        String path = request.path();
        if (request.method().equals("POST") && path.startsWith(REVIEWS)) {
            return Reply.of(201, allowed(request.object()));
        }
        return switch (path) {
            case "/healthz", "/livez", "/readyz" -> Reply.text(200, "ok");
            case "/version", "/version/" -> Reply.ok(Discovery.version());
            default -> {
                ObjectNode answer = path.startsWith("/openapi/") ? openApi.answer(path) : discovery.answer(path);
                yield answer == null ? Reply.text(404, "404 page not found\n") : Reply.ok(answer);
            }
        };
    }

    /** Everybody may do everything here. */
    private static ObjectNode allowed(ObjectNode review) {
        review.putObject("status").put("allowed", true);
        return review;
    }

    private static void send(HttpServerExchange exchange, Reply reply) throws IOException {
        exchange.setStatusCode(reply.code());
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, reply.contentType());
        for (String warning : reply.warnings()) {
            exchange.getResponseHeaders().add(WARNING, "299 - \"" + warning.replace("\"", "\\\"") + "\"");
        }
        exchange.setResponseContentLength(reply.body().length);
        exchange.getResponseSender().send(ByteBuffer.wrap(reply.body()));
    }
}
