package io.offerflow.signer.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offerflow.signer.desk.Outcome;
import io.offerflow.signer.json.InvalidRequestException;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** An answer in JSON. Errors are {@code {"error": sentence, "code": CODE, "address": key}}, the last only where one was asked for. */
record Answer(int status, ObjectNode body, Optional<String> retryAfter) {

    static Answer of(ObjectNode body) {
        return new Answer(200, body, Optional.empty());
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static Answer error(int status, String code, String sentence) {
        return new Answer(status, object().put("error", sentence).put("code", code), Optional.empty());
    }

    /** @param key as it stood in the path */
    static Answer of(Outcome outcome, String key) {
        Answer answer =
                switch (outcome) {
                    case Outcome.Signed signed ->
                        of(object().put(
                                        signed.answered().field(),
                                        signed.answered().text()));
                    case Outcome.Invalid invalid ->
                        error(status(invalid.kind()), invalid.kind().name(), invalid.sentence());
                    case Outcome.UnknownKey unknown ->
                        error(404, "SIGNER_NOT_FOUND", "no key of this address is loaded");
                    case Outcome.Limited limited -> limited(limited);
                    case Outcome.Refused refused -> refused(refused);
                    case Outcome.Failed failed -> error(500, "SIGNING_ERROR", failed.sentence());
                    case Outcome.Unavailable unavailable -> error(503, "UNAVAILABLE", unavailable.sentence());
                };
        int longest = 64;
        if (answer.status() != 200 && key.length() <= longest) {
            answer.body().put("address", key);
        }
        return answer;
    }

    void write(HttpServerExchange exchange) {
        exchange.setStatusCode(status);
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
        exchange.getResponseHeaders().put(Headers.CACHE_CONTROL, "no-store");
        retryAfter.ifPresent(seconds -> exchange.getResponseHeaders().put(Headers.RETRY_AFTER, seconds));
        if (status == 401) {
            exchange.getResponseHeaders().put(Headers.WWW_AUTHENTICATE, "Bearer");
        }
        exchange.getResponseSender().send(body.toString(), StandardCharsets.UTF_8);
    }

    private static int status(InvalidRequestException.Kind kind) {
        return switch (kind) {
            case BAD_REQUEST -> 400;
            case MISSING_FIELD -> 422;
        };
    }

    private static Answer limited(Outcome.Limited limited) {
        ObjectNode body =
                error(429, "RATE_LIMITED", "too many requests of this key").body();
        return new Answer(429, body, Optional.of(String.valueOf(limited.retryAfterSeconds())));
    }

    private static Answer refused(Outcome.Refused refused) {
        Answer answer = error(403, "POLICY_DENIED", refused.sentence());
        answer.body().put("reason", refused.reason().name());
        return answer;
    }
}
