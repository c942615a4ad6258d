package io.offerflow.verifier.route;

import io.offerflow.api.Ref;
import io.offerflow.api.gate.GateReport;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Everything the gate knows about offers at one moment. Immutable; replaced as a whole. */
public final class RouteTable {
    /** Before anything is known. */
    public static final RouteTable EMPTY =
            new RouteTable(Instant.EPOCH, 0, false, Map.of(), new PathTree<>(), Set.of(), Instant.MAX);

    private final Instant builtAt;
    private final long version;
    private final boolean complete;
    private final Map<Ref, Standing> offers;
    private final PathTree<Rule> paths;
    private final Set<String> fallow;
    private final Instant nextChange;

    /** One offer: what it reports and what it answers. */
    record Standing(GateReport report, Rule rule) {}

    /**
     * @param complete all offers of the first list are in
     * @param fallow paths of offers that are not or no longer served; nothing at or below them is free
     * @param nextChange when a drain ends the table must be built anew
     */
    RouteTable(
            Instant builtAt,
            long version,
            boolean complete,
            Map<Ref, Standing> offers,
            PathTree<Rule> paths,
            Set<String> fallow,
            Instant nextChange) {
        this.builtAt = builtAt;
        this.version = version;
        this.complete = complete;
        this.offers = offers;
        this.paths = paths;
        this.fallow = fallow;
        this.nextChange = nextChange;
    }

    public Instant builtAt() {
        return builtAt;
    }

    /** Grows with every change. */
    public long version() {
        return version;
    }

    public boolean complete() {
        return complete;
    }

    /** Exactly the rule of this offer; {@link Rule#UNKNOWN_OFFER} when there is none. */
    public Rule rule(Ref offer) {
        Standing standing = offers.get(offer);
        return standing == null ? Rule.UNKNOWN_OFFER : standing.rule();
    }

    public Optional<GateReport> report(Ref offer) {
        return Optional.ofNullable(offers.get(offer)).map(Standing::report);
    }

    /** Ordered by namespace and name. */
    public List<GateReport> reports() {
        return new TreeMap<>(offers).values().stream().map(Standing::report).toList();
    }

    public long count(GateReport.State state) {
        return offers.values().stream().filter(s -> s.report().state() == state).count();
    }

    List<SeriesLabels> labels() {
        return offers.values().stream()
                .map(s -> s.rule().labels())
                .filter(Objects::nonNull)
                .toList();
    }

    Instant nextChange() {
        return nextChange;
    }

    /** The rule of the offer that owns the path, or null. */
    @Nullable
    Rule owner(String path) {
        return paths.find(path);
    }

    /** The longest fallow path that covers {@code path}, or null. */
    @Nullable
    String fallowAbove(String path) {
        for (int end = path.length(); end > 0; end = path.lastIndexOf('/', end - 1)) {
            String above = path.substring(0, end);
            if (fallow.contains(above)) {
                return above;
            }
        }
        return null;
    }
}
