package io.offerflow.dev.fault;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * One request of a client, read whole.
 *
 * @param method the HTTP method
 * @param target path and query, as the client wrote them
 */
record ProxiedCall(String method, String target, List<Header> headers, byte[] body) {

    record Header(String name, String value) {
        boolean is(String other) {
            return name.equalsIgnoreCase(other);
        }
    }

    String path() {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    String verb() {
        return watch() ? "WATCH" : method;
    }

    boolean watch() {
        String query = target.substring(path().length());
        return method.equals("GET") && (query + "&").matches("(?s).*[?&]watch=(true|1)&.*");
    }

    String bodyText() {
        return new String(body, StandardCharsets.UTF_8);
    }

    boolean webSocket() {
        return has("Upgrade", "websocket");
    }

    boolean lastOnConnection() {
        return has("Connection", "close");
    }

    private boolean has(String name, String value) {
        return headers.stream()
                .anyMatch(header -> header.is(name)
                        && header.value().toLowerCase(Locale.ROOT).contains(value));
    }
}
