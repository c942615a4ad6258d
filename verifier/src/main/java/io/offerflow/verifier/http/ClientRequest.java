package io.offerflow.verifier.http;

import io.offerflow.verifier.proxy.HeaderLine;
import io.offerflow.verifier.proxy.OutgoingCall;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a client has sent, as it has sent it. */
final class ClientRequest {
    /** They end a host where it is read as a part of an address. */
    private static final String NOT_IN_A_HOST = "/\\?#@, ";

    private ClientRequest() {}

    /** Path and query, undecoded; with scheme and host where the client sent them. */
    static String target(HttpServerExchange exchange) {
        String query = exchange.getQueryString();
        return query.isEmpty() ? exchange.getRequestURI() : exchange.getRequestURI() + "?" + query;
    }

    /** Empty when there is none, or more than one. */
    static String host(HttpServerExchange exchange) {
        return only(exchange, Headers.HOST).orElse("");
    }

    /** A header's value; empty when there is none, or more than one, which two servers might read in two ways. */
    static Optional<String> only(HttpServerExchange exchange, HttpString name) {
        HeaderValues values = exchange.getRequestHeaders().get(name);
        return values == null || values.size() != 1 ? Optional.empty() : Optional.of(values.getFirst());
    }

    /** False for something else in the place of a host: a trick on whoever chooses by it. More than one, or none, is refused before. */
    static boolean namesAHost(HttpServerExchange exchange) {
        return host(exchange).chars().noneMatch(c -> c < ' ' || NOT_IN_A_HOST.indexOf(c) >= 0);
    }

    static List<HeaderLine> headers(HttpServerExchange exchange) {
        HeaderMap headers = exchange.getRequestHeaders();
        List<HeaderLine> lines = new ArrayList<>(headers.size());
        for (HeaderValues values : headers) {
            values.forEach(
                    value -> lines.add(new HeaderLine(values.getHeaderName().toString(), value)));
        }
        return lines;
    }

    /** @param gated a payment or sign-in was asked for */
    static OutgoingCall outgoing(HttpServerExchange exchange, OutgoingCall.Asked asked, byte[] body, boolean gated) {
        InetSocketAddress peer = exchange.getSourceAddress();
        String address = peer.getAddress() == null ? "" : peer.getAddress().getHostAddress();
        return new OutgoingCall(
                asked,
                headers(exchange),
                body,
                gated,
                new OutgoingCall.Origin(address, host(exchange), exchange.getRequestScheme()));
    }
}
