package io.offerflow.verifier.facilitator;

import io.offerflow.verifier.x402.FacilitatorText;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;

/**
 * Posts JSON to one address over pooled connections and tells, when it fails, whether anything was sent. Never follows a redirect and never
 * sends anything twice. Blocks; meant for virtual threads.
 */
final class HttpPost {
    private final Dialer dialer;
    private final ConnectionPool pool;
    private final Deadlines deadlines;
    private final Rules rules;
    private final String head;

    /**
     * @param timeout from the first byte of the request to the last of the answer; connecting has a bound of its own
     * @param maxIdle of a pooled connection; one that has idled longer may be closed at this moment
     */
    record Rules(Duration timeout, Duration maxIdle) {}

    /** What the posts to one origin share. */
    record Route(Dialer dialer, ConnectionPool pool, Deadlines deadlines) {}

    HttpPost(URI address, Route route, Rules rules) {
        this.dialer = route.dialer();
        this.pool = route.pool();
        this.deadlines = route.deadlines();
        this.rules = rules;
        this.head = "POST " + address.getRawPath() + " HTTP/1.1\r\nHost: " + address.getRawAuthority()
                + "\r\nUser-Agent: offerflow\r\nContent-Type: application/json\r\nAccept: application/json\r\nContent-Length: ";
    }

    Reply send(byte[] json) {
        return send(json, rules.maxIdle());
    }

    /** Over a connection that nobody used before. */
    Reply sendAfresh(byte[] json) {
        return send(json, Duration.ofSeconds(-1));
    }

    private Reply send(byte[] json, Duration maxIdle) {
        HttpConnection connection;
        try {
            Optional<HttpConnection> pooled = pool.take(maxIdle);
            connection = pooled.isPresent() ? pooled.get() : dialer.dial();
        } catch (IOException unreachable) {
            return new Reply.Unsent(text(unreachable));
        }
        try {
            return exchanged(connection, deadlines.in(rules.timeout(), connection::expire), json);
        } catch (RejectedExecutionException stopping) {
            connection.close();
            return new Reply.Unsent("the gate is stopping");
        }
    }

    private Reply exchanged(HttpConnection connection, Future<?> deadline, byte[] json) {
        try {
            HttpAnswer answer = connection.exchange(request(json));
            deadline.cancel(false);
            pool.keep(connection);
            return new Reply.Answer(answer.status(), answer.body(), answer.retryAfter());
        } catch (IOException lost) {
            deadline.cancel(false);
            connection.close();
            return lost(connection, lost);
        }
    }

    private Reply lost(HttpConnection connection, IOException lost) {
        if (connection.isExpired()) {
            return new Reply.Lost(
                    Reply.Cause.LATE, "no answer within " + rules.timeout().toMillis() + " ms");
        }
        if (Thread.currentThread().isInterrupted()) {
            return new Reply.Lost(Reply.Cause.STOPPING, "the gate is stopping");
        }
        boolean garbled = lost instanceof GarbledAnswerException;
        return new Reply.Lost(garbled ? Reply.Cause.GARBLED : Reply.Cause.BROKEN, text(lost));
    }

    private byte[] request(byte[] json) {
        byte[] start = (head + json.length + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
        byte[] request = new byte[start.length + json.length];
        System.arraycopy(start, 0, request, 0, start.length);
        System.arraycopy(json, 0, request, start.length, json.length);
        return request;
    }

    private static String text(IOException failure) {
        return FacilitatorText.clean(String.valueOf(failure));
    }
}
