package io.offerflow.dev.kube;

import io.undertow.server.HttpServerExchange;
import java.time.Duration;
import java.util.Deque;
import java.util.Map;

/** The query parameters of a request. */
record Query(Map<String, Deque<String>> parameters, String userAgent) {

    static Query of(HttpServerExchange exchange) {
        String agent = exchange.getRequestHeaders().getFirst("User-Agent");
        return new Query(exchange.getQueryParameters(), agent == null ? "unknown" : agent);
    }

    String text(String name) {
        Deque<String> values = parameters.get(name);
        return values == null || values.isEmpty() ? "" : values.getFirst();
    }

    boolean flag(String name) {
        return text(name).equals("true") || text(name).equals("1");
    }

    long number(String name) {
        try {
            return text(name).isEmpty() ? 0 : Long.parseLong(text(name));
        } catch (NumberFormatException e) {
            throw ApiFailure.badRequest("invalid value for " + name + ": " + text(name));
        }
    }

    /** Who owns what this request writes: as named, else the program's name. */
    String fieldManager() {
        String named = text("fieldManager");
        return named.isEmpty() ? userAgent.split("/", 2)[0] : named;
    }

    boolean dryRun() {
        return text("dryRun").equals("All");
    }

    /** How long a watch may last; real servers choose 30 to 60 minutes when the client does not. */
    Duration timeout() {
        long asked = number("timeoutSeconds");
        return Duration.ofSeconds(asked > 0 ? asked : 1800);
    }

    FieldValidation fieldValidation() {
        return switch (text("fieldValidation")) {
            case "Strict" -> FieldValidation.STRICT;
            case "Ignore" -> FieldValidation.IGNORE;
            case "", "Warn" -> FieldValidation.WARN;
            default -> throw ApiFailure.unprocessable("invalid fieldValidation: " + text("fieldValidation"));
        };
    }

    enum FieldValidation {
        STRICT,
        WARN,
        IGNORE
    }
}
