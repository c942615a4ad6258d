package io.offerflow.dev.fault;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Map;

/** What goes wrong, either with a whole call or with one event of a watch. */
public sealed interface Fault {

    /** Befalls a call; counted by calls. */
    sealed interface OnCall extends Fault {}

    /** Befalls one line of a watch; counted by events, over all watches that the rule matches. */
    sealed interface OnEvent extends Fault {}

    /** The connection ends without an answer and the server never heard of the call. */
    record Drop() implements OnCall {}

    /** The connection ends without an answer although the server did what was asked. */
    record DropAfter() implements OnCall {}

    /** The call reaches the server late. */
    record Delay(Duration by) implements OnCall {}

    /** The server does what is asked at once, and its answer comes late. */
    record DelayAfter(Duration by) implements OnCall {}

    /** The answer's head comes at once, its body byte by byte over so long a time. */
    record Trickle(Duration over) implements OnCall {}

    /** The connection is reset although the server did what was asked. */
    record Reset() implements OnCall {}

    /** The server gets the call twice, one after the other. A watch is opened once all the same. */
    record Repeat(Which answer) implements OnCall {}

    /** Which answer of a repeated call the client gets. */
    enum Which {
        /** As if the network had delivered the request twice. */
        FIRST,
        /** As if something between had lost the first answer and asked again. */
        LAST
    }

    /** This answer instead of the server's, which never heard of the call. */
    record Status(int code, Map<String, String> headers, String body) implements OnCall {
        public Status {
            headers = Map.copyOf(headers);
        }
    }

    /** The connection ends after so many bytes of the answer's body; on a watch right after its head. */
    record Cut(int afterBytes) implements OnCall {}

    /**
     * A GET is answered with what the same GET was answered before; the first one, having nothing older, passes. Watches
     * pass.
     */
    record Stale() implements OnCall {}

    /** A program answers in the server's place, and may ask the server first. A watch passes. */
    record Scripted(Script script) implements OnCall {}

    /** The event never comes; those behind it do. */
    record DropEvent() implements OnEvent {}

    /** The event, and with it those behind it, comes late. */
    record DelayEvent(Duration by) implements OnEvent {}

    /** The event comes twice. */
    record DoubleEvent() implements OnEvent {}

    /** The connection ends in the middle of the event. */
    record CutEvent() implements OnEvent {}

    /** Instead of the event an ERROR with 410 Gone comes, and the watch ends. */
    record Gone() implements OnEvent {}

    /** 409, as for a write that lost against another. */
    static Status conflict() {
        return kubernetes(409, "Conflict", Map.of());
    }

    /** 410, as for a resource version that is too old. */
    static Status expired() {
        return kubernetes(410, "Expired", Map.of());
    }

    /** 429 with {@code Retry-After}, in whole seconds. */
    static Status tooManyRequests(Duration retryAfter) {
        return kubernetes(429, "TooManyRequests", Map.of("Retry-After", Long.toString(retryAfter.toSeconds())));
    }

    /** 500, 503 or whatever else a server says when it cannot. */
    static Status serverError(int code) {
        return kubernetes(code, "InternalError", Map.of());
    }

    private static Status kubernetes(int code, String reason, Map<String, String> headers) {
        return new Status(code, headers, status(code, reason).toString());
    }

    /** A Kubernetes Status object; clients of other servers see JSON that they do not know. */
    static ObjectNode status(int code, String reason) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("kind", "Status")
                .put("apiVersion", "v1")
                .put("status", "Failure")
                .put("message", "fault injected: " + reason)
                .put("reason", reason)
                .put("code", code);
    }
}
