package io.offerflow.verifier.http;

import io.offerflow.verifier.route.Access;
import io.offerflow.verifier.route.Rule;
import io.offerflow.verifier.route.SeriesLabels;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.AttachmentKey;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the access log will tell of one request, filled in on its way; handed from thread to thread with the exchange. It holds nothing that a
 * client sent but method and host.
 */
final class AccessEntry {
    private static final AttachmentKey<AccessEntry> KEY = AttachmentKey.create(AccessEntry.class);

    final Asked asked;
    private volatile @Nullable Rule rule;
    private volatile Note note = Note.UNANSWERED;
    private volatile String payment = "";

    /** @param method and {@code host} as the client named them to the first proxy */
    record Asked(String listener, String method, String host, Instant at, long nanos) {}

    private AccessEntry(Asked asked) {
        this.asked = asked;
    }

    static AccessEntry begin(HttpServerExchange exchange, Asked asked) {
        AccessEntry entry = new AccessEntry(asked);
        exchange.putAttachment(KEY, entry);
        return entry;
    }

    /** Empty while there is no access log. */
    static Optional<AccessEntry> of(HttpServerExchange exchange) {
        return Optional.ofNullable(exchange.getAttachment(KEY));
    }

    static void rule(HttpServerExchange exchange, Rule picked) {
        AccessEntry entry = exchange.getAttachment(KEY);
        if (entry != null) {
            entry.rule = picked;
        }
    }

    static void note(HttpServerExchange exchange, Note told) {
        AccessEntry entry = exchange.getAttachment(KEY);
        if (entry != null) {
            entry.note = told;
        }
    }

    /** The ledger's id of the payment that this request presented. */
    static void payment(HttpServerExchange exchange, String id) {
        AccessEntry entry = exchange.getAttachment(KEY);
        if (entry != null) {
            entry.payment = id;
        }
    }

    Note note() {
        return note;
    }

    String payment() {
        return payment;
    }

    /** {@code namespace/name}; empty where no offer stands behind the rule. */
    String offer() {
        Rule picked = rule;
        SeriesLabels labels = picked == null ? null : picked.labels();
        return labels == null || labels.offerName().isEmpty() ? "" : labels.offerNamespace() + "/" + labels.offerName();
    }

    /** The path of the rule; empty where it has none. */
    String route() {
        Rule picked = rule;
        if (picked == null) {
            return "";
        }
        return switch (picked.access()) {
            case Access.Paid paid -> paid.terms().path();
            case Access.SignIn part -> part.path();
            case Access.Free free -> "";
            case Access.Refused refused -> "";
        };
    }
}
