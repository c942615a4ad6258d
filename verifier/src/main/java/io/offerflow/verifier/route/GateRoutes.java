package io.offerflow.verifier.route;

import io.offerflow.api.Ref;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The one snapshot that requests read: offers first, then static rules, then the closed ground around both. A path outside all of that is
 * open, since the gate may stand before a whole host. Writers are serialised; readers never wait.
 */
public final class GateRoutes {
    /** Offers live below it by default, so nothing there is ever free by accident. */
    private static final String OFFERS_ROOT = "/services/";

    private final Consumer<Set<SeriesLabels>> onLabels;
    private volatile Snapshot current = new Snapshot(RouteTable.EMPTY, Optional.empty());

    private record Snapshot(RouteTable offers, Optional<StaticRules> statics) {}

    /** @param onLabels told all labels that exist, after every change */
    public GateRoutes(Consumer<Set<SeriesLabels>> onLabels) {
        this.onLabels = onLabels;
    }

    public synchronized void offers(RouteTable table) {
        apply(new Snapshot(table, current.statics));
    }

    public synchronized void statics(StaticRules rules) {
        apply(new Snapshot(current.offers, Optional.of(rules)));
    }

    public RouteTable offers() {
        return current.offers;
    }

    /** What is missing before answers can be trusted; empty when nothing is. */
    public Optional<String> notReady() {
        Snapshot snapshot = current;
        if (snapshot.statics.isEmpty()) {
            return Optional.of("config not loaded");
        }
        return snapshot.offers.complete() ? Optional.empty() : Optional.of("routes not loaded");
    }

    /** The rule for a request by path. Every form of the path must select the same one. */
    public Rule pick(RequestPath path) {
        Snapshot snapshot = current;
        Rule chosen = pick(snapshot, path.forms().getFirst());
        for (String form : path.forms()) {
            if (pick(snapshot, form) != chosen) {
                return Rule.INVALID_PATH;
            }
        }
        return chosen;
    }

    /** The rule of one offer and no other. */
    public Rule pick(Ref offer) {
        return current.offers.rule(offer);
    }

    private static Rule pick(Snapshot snapshot, String path) {
        Rule owner = snapshot.offers.owner(path);
        if (owner != null) {
            return owner;
        }
        StaticRules statics = snapshot.statics.orElse(StaticRules.NONE);
        for (StaticRules.Entry entry : statics.entries()) {
            if (entry.pattern().matches(path) && (!entry.free() || mayFree(snapshot, entry, path))) {
                return entry.rule();
            }
        }
        boolean closed = path.startsWith(OFFERS_ROOT)
                || snapshot.offers.fallowAbove(path) != null
                || statics.entries().stream()
                        .anyMatch(e -> !e.free() && e.pattern().surrounds(path));
        return closed ? Rule.NO_ROUTE : Rule.OPEN;
    }

    /** A free rule opens closed ground only when it was written for that ground: a catch-all does not free a withdrawn offer. */
    private static boolean mayFree(Snapshot snapshot, StaticRules.Entry entry, String path) {
        String directory = entry.pattern().directory();
        String fallow = snapshot.offers.fallowAbove(path);
        return (!path.startsWith(OFFERS_ROOT) || (directory + "/").startsWith(OFFERS_ROOT))
                && (fallow == null || PathPattern.covers(fallow, directory));
    }

    private void apply(Snapshot snapshot) {
        current = snapshot;
        Set<SeriesLabels> labels = new HashSet<>(snapshot.offers.labels());
        snapshot.statics.orElse(StaticRules.NONE).entries().stream()
                .map(entry -> entry.rule().labels())
                .forEach(label -> {
                    if (label != null) {
                        labels.add(label);
                    }
                });
        onLabels.accept(labels);
    }
}
