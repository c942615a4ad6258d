package io.offerflow.verifier.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.Protocols;

/**
 * Refuses requests of which two servers could find two different ends, and the connection with them: what the one takes for a body, the
 * other would serve as a request. Allowed are no body, a length, or chunks (RFC 9112, 6).
 */
final class PlainFraming implements HttpHandler {
    /** Enough for any length, and a long holds it. */
    private static final int MAX_DIGITS = 18;

    private final HttpHandler next;

    PlainFraming(HttpHandler next) {
        this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        if (plain(exchange)) {
            next.handleRequest(exchange);
        } else {
            exchange.setPersistent(false);
            Answer.plain(400, "the end of this request is not clear", "invalid_framing")
                    .write(exchange);
        }
    }

    private static boolean plain(HttpServerExchange exchange) {
        HeaderMap headers = exchange.getRequestHeaders();
        HeaderValues codings = headers.get(Headers.TRANSFER_ENCODING);
        HeaderValues lengths = headers.get(Headers.CONTENT_LENGTH);
        if (codings == null) {
            return lengths == null || (lengths.size() == 1 && digits(lengths.getFirst()));
        }
        return lengths == null
                && codings.size() == 1
                && codings.getFirst().equalsIgnoreCase("chunked")
                && exchange.getProtocol().equals(Protocols.HTTP_1_1);
    }

    private static boolean digits(String length) {
        return !length.isEmpty()
                && length.length() <= MAX_DIGITS
                && length.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
