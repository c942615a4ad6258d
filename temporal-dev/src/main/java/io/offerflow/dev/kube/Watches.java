package io.offerflow.dev.kube;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.websockets.WebSocketConnectionCallback;
import io.undertow.websockets.WebSocketProtocolHandshakeHandler;
import io.undertow.websockets.core.AbstractReceiveListener;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.core.WebSockets;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves watches as lines of JSON or, to clients that ask for an upgrade as fabric8 does, as WebSocket messages. */
final class Watches {

    private static final Logger LOG = LoggerFactory.getLogger(Watches.class);

    private final Cluster cluster;
    private final Verbs verbs;
    private final Executor executor;
    private final Set<WatchStream> running = ConcurrentHashMap.newKeySet();

    Watches(Cluster cluster, Verbs verbs, Executor executor) {
        this.cluster = cluster;
        this.verbs = verbs;
        this.executor = executor;
    }

    void serve(Target target, Request request, HttpServerExchange exchange) throws Exception {
        WatchStream stream = new WatchStream(
                cluster,
                target,
                request.query(),
                (object, first) -> request.wantsTable() ? verbs.row(target, request, object, first) : object);
        String upgrade = exchange.getRequestHeaders().getFirst(Headers.UPGRADE);
        if ("websocket".equalsIgnoreCase(upgrade)) {
            WebSocketConnectionCallback attach = (http, channel) -> attach(stream, channel);
            new WebSocketProtocolHandshakeHandler(attach).handleRequest(exchange);
        } else {
            lines(stream, exchange);
        }
    }

    void stopAll() {
        running.forEach(WatchStream::stop);
    }

    private void lines(WatchStream stream, HttpServerExchange exchange) throws IOException {
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, Reply.JSON);
        exchange.getConnection().addCloseListener(connection -> stream.stop());
        OutputStream out = exchange.getOutputStream();
        // The headers go out at once: clients wait for them before they count as watching.
        out.flush();
        run(stream, event -> {
            out.write(Json.bytes(event));
            out.write('\n');
            out.flush();
        });
        exchange.endExchange();
    }

    private void attach(WatchStream stream, WebSocketChannel channel) {
        channel.getReceiveSetter().set(new AbstractReceiveListener() {});
        channel.addCloseTask(closed -> stream.stop());
        channel.resumeReceives();
        executor.execute(() -> {
            try {
                run(
                        stream,
                        (ObjectNode event) -> WebSockets.sendTextBlocking(
                                new String(Json.bytes(event), StandardCharsets.UTF_8), channel));
                WebSockets.sendCloseBlocking(1000, "", channel);
            } catch (IOException gone) {
                LOG.debug("a watching client went away: {}", gone.getMessage());
            }
        });
    }

    private void run(WatchStream stream, WatchSink sink) throws IOException {
        running.add(stream);
        try {
            stream.run(sink);
        } finally {
            running.remove(stream);
        }
    }
}
