package io.offerflow.verifier.route;

import io.offerflow.api.Ref;
import io.offerflow.api.gate.GateReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Everything the gate knows about offers at one moment. Immutable; a new one shares with the old one what did not change. */
public final class RouteTable {
    /** Before anything is known. */
    public static final RouteTable EMPTY = new RouteTable(
            new Edition(Instant.EPOCH, 0, false), PersistentMap.empty(), PathTree.empty(), Map.of(), Set.of());

    private final Edition edition;
    private final PersistentMap<Ref, Standing> offers;
    private final PathTree<Site> paths;
    private final Map<GateReport.State, Integer> counts;
    private final Set<SeriesLabels> departed;

    /**
     * @param version grows with every change
     * @param complete all offers of the first list are in
     */
    record Edition(Instant builtAt, long version, boolean complete) {}

    /** @param departed labels that the table before had and this one has no more */
    RouteTable(
            Edition edition,
            PersistentMap<Ref, Standing> offers,
            PathTree<Site> paths,
            Map<GateReport.State, Integer> counts,
            Set<SeriesLabels> departed) {
        this.edition = edition;
        this.offers = offers;
        this.paths = paths;
        this.counts = counts;
        this.departed = departed;
    }

    public Instant builtAt() {
        return edition.builtAt;
    }

    /** Grows with every change. */
    public long version() {
        return edition.version;
    }

    public boolean complete() {
        return edition.complete;
    }

    public Optional<GateReport> report(Ref offer) {
        return Optional.ofNullable(offers.get(offer)).map(standing -> standing.report(edition.builtAt));
    }

    /** Ordered by namespace and name. */
    public List<GateReport> reports() {
        List<GateReport> reports = new ArrayList<>(offers.size());
        offers.forEach((ref, standing) -> reports.add(standing.report(edition.builtAt)));
        reports.sort(Comparator.comparing(GateReport::namespace).thenComparing(GateReport::name));
        return reports;
    }

    public long count(GateReport.State state) {
        return counts.getOrDefault(state, 0);
    }

    Set<Ref> refs() {
        Set<Ref> refs = new HashSet<>();
        offers.forEach((ref, standing) -> refs.add(ref));
        return refs;
    }

    /** The offer that it was built from, or null. */
    @Nullable
    KnownOffer known(Ref offer) {
        Standing standing = offers.get(offer);
        return standing == null ? null : standing.offer();
    }

    Set<SeriesLabels> departed() {
        return departed;
    }

    /** Whether an offer on sale has these labels. */
    boolean has(SeriesLabels labels) {
        Standing standing = offers.get(new Ref(labels.offerNamespace(), labels.offerName()));
        return standing != null && labels.equals(standing.labels());
    }

    /** The rules of this offer and no other, or null. */
    @Nullable
    OfferRules rules(Ref offer) {
        Standing standing = offers.get(offer);
        return standing == null ? null : standing.rules();
    }

    /** The rules of the offer that owns the path, or null. */
    @Nullable
    OfferRules owner(String path) {
        Site site = paths.find(path, Site::owned);
        return site == null ? null : site.owner();
    }

    /** The longest fallow path that covers {@code path}, or null. */
    @Nullable
    String fallowAbove(String path) {
        Site site = paths.find(path, Site::fallow);
        return site == null ? null : site.path();
    }
}
