package io.offerflow.verifier.route;

import io.offerflow.api.Ref;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The one snapshot that requests read: offers first, then static rules, then the closed ground around both. A path outside all of that is
 * open, since the gate may stand before a whole host. Writers are serialised; readers never wait.
 */
public final class GateRoutes {
    /** Offers live below it by default, so nothing there is ever free by accident. */
    private static final String OFFERS_ROOT = "/services/";

    private final Consumer<Set<SeriesLabels>> onDeparted;
    private volatile Snapshot current = new Snapshot(RouteTable.EMPTY, Optional.empty());

    private record Snapshot(RouteTable offers, Optional<StaticRules> statics) {}

    /** @param onDeparted told the labels that no rule has any more, after every change that took some away */
    public GateRoutes(Consumer<Set<SeriesLabels>> onDeparted) {
        this.onDeparted = onDeparted;
    }

    public synchronized void offers(RouteTable table) {
        current = new Snapshot(table, current.statics);
        departed(table.departed());
    }

    public synchronized void statics(StaticRules rules) {
        Set<SeriesLabels> before = labels(current.statics.orElse(StaticRules.NONE));
        current = new Snapshot(current.offers, Optional.of(rules));
        departed(before);
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
        return pick(current, path);
    }

    /** {@link #pick(RequestPath)} as it is now, for who needs the rules of several paths from one moment. */
    public Function<RequestPath, Rule> now() {
        Snapshot snapshot = current;
        return path -> pick(snapshot, path);
    }

    private static Rule pick(Snapshot snapshot, RequestPath path) {
        Rule chosen = pick(snapshot, path.forms().getFirst());
        for (String form : path.forms()) {
            if (pick(snapshot, form) != chosen) {
                return Rule.INVALID_PATH;
            }
        }
        return chosen;
    }

    /**
     * The rule of one offer and no other.
     *
     * @param path decides between the offer's parts; empty when it is not known or cannot be read, which only an offer of one rule allows
     */
    public Rule pick(Ref offer, Optional<RequestPath> path) {
        OfferRules rules = current.offers.rules(offer);
        if (rules == null) {
            return Rule.UNKNOWN_OFFER;
        }
        if (rules.isWhole() || path.isEmpty()) {
            return rules.pathless();
        }
        Rule chosen = rules.pick(path.get().forms().getFirst());
        for (String form : path.get().forms()) {
            if (rules.pick(form) != chosen) {
                return Rule.INVALID_PATH;
            }
        }
        return chosen;
    }

    private static Rule pick(Snapshot snapshot, String path) {
        OfferRules owner = snapshot.offers.owner(path);
        if (owner != null) {
            return owner.pick(path);
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

    private void departed(Set<SeriesLabels> maybe) {
        Set<SeriesLabels> gone = new HashSet<>(maybe);
        gone.removeAll(labels(current.statics.orElse(StaticRules.NONE)));
        gone.removeIf(labels -> current.offers.has(labels));
        if (!gone.isEmpty()) {
            onDeparted.accept(gone);
        }
    }

    private static Set<SeriesLabels> labels(StaticRules statics) {
        return statics.entries().stream()
                .map(entry -> entry.rule().labels())
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }
}
