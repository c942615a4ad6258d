package io.offerflow.verifier.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;

/** What a request tells about the browser that may have sent it. */
final class Browser {
    private static final HttpString SEC_FETCH_SITE = new HttpString("Sec-Fetch-Site");
    private static final int MAX_PATH = 2_048;

    private Browser() {}

    /** Whether a person looks at the answer, told as the official servers tell it. */
    static boolean sent(HttpServerExchange exchange) {
        String accept = exchange.getRequestHeaders().getFirst(Headers.ACCEPT);
        String agent = exchange.getRequestHeaders().getFirst(Headers.USER_AGENT);
        return accept != null && agent != null && accept.contains("text/html") && agent.contains("Mozilla");
    }

    /** Whether a page of another origin made the browser send it. Programs do not say where a request comes from. */
    static boolean fromElsewhere(HttpServerExchange exchange, String host) {
        HeaderMap headers = exchange.getRequestHeaders();
        String site = headers.getFirst(SEC_FETCH_SITE);
        String origin = headers.getFirst(Headers.ORIGIN);
        boolean otherSite = site != null && !site.equals("same-origin") && !site.equals("none");
        boolean otherOrigin =
                origin != null && !origin.substring(origin.indexOf("//") + 2).equalsIgnoreCase(host);
        return otherSite || otherOrigin || headers.count(Headers.ORIGIN) > 1 || headers.count(SEC_FETCH_SITE) > 1;
    }

    /** Whether a browser that is sent there stays on this host: {@code //host} and {@code /\\host} lead elsewhere. */
    static boolean staysHere(String path) {
        return path.startsWith("/")
                && !path.startsWith("//")
                && path.length() <= MAX_PATH
                && path.chars().allMatch(c -> c > 0x20 && c < 0x7f && c != '\\');
    }
}
