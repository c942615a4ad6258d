package io.offerflow.verifier.route;

import io.offerflow.api.Ref;
import io.offerflow.api.gate.GateReport.State;
import io.offerflow.api.path.PathClaims;
import io.offerflow.api.path.PathClaims.Claim;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All offers and what follows from them, kept up to date change by change. A change concerns only the offers that share its region: the
 * subtree below the topmost offer above its path, for no claim outside can overlap one inside. Not for several threads.
 */
final class OfferModel {
    /** Paths of deleted offers that stay closed; the oldest are forgotten first. */
    private static final int MAX_RETIRED = 10_000;

    private final TreeMap<Instant, Set<Ref>> drainEnds = new TreeMap<>();
    private final Set<String> retired = new LinkedHashSet<>();
    private final Map<State, Integer> counts = new EnumMap<>(State.class);
    private final Set<SeriesLabels> departed = new HashSet<>();
    private PersistentMap<Ref, Standing> offers = PersistentMap.empty();
    private PathTree<Site> paths = PathTree.empty();

    /** @param changed the offer as it is now; null when it is gone */
    void change(Ref ref, @Nullable KnownOffer changed, Instant now) {
        Standing before = offers.get(ref);
        String was = before == null ? null : before.offer().closedPath();
        String is = changed == null ? null : changed.closedPath();
        if (before != null) {
            forget(before.offer());
        }
        if (changed != null) {
            learn(changed);
        }
        if (changed == null || is == null) {
            stand(ref, changed == null ? null : Standing.of(changed, null, before, now));
        }
        if (was != null && !was.equals(is)) {
            retire(was, now);
            settle(was, changed, now);
        }
        if (is != null) {
            settle(is, changed, now);
        }
    }

    /** Takes the offers off sale whose drain has ended. */
    void tick(Instant now) {
        Map<Instant, Set<Ref>> ended = drainEnds.headMap(now, true);
        List<Ref> due = ended.values().stream().flatMap(Set::stream).toList();
        ended.clear();
        for (Ref ref : due) {
            Standing standing = offers.get(ref);
            if (standing != null && standing.offer().closedPath() != null) {
                settle(standing.offer().closedPath(), standing.offer(), now);
            } else if (standing != null) {
                stand(ref, Standing.of(standing.offer(), null, standing, now));
            }
        }
    }

    /** When {@link #tick} is due next. */
    Instant nextChange() {
        return drainEnds.isEmpty() ? Instant.MAX : drainEnds.firstKey();
    }

    RouteTable table(RouteTable.Edition edition) {
        Set<SeriesLabels> gone = Set.copyOf(departed);
        departed.clear();
        return new RouteTable(edition, offers, paths, Map.copyOf(counts), gone);
    }

    private void learn(KnownOffer offer) {
        String path = offer.closedPath();
        if (path != null) {
            Site site = site(path);
            paths = paths.with(path, new Site(path, union(site.offers(), Set.of(offer.ref())), site.owner()));
        }
        Instant end = offer.drainEnd();
        if (end != null) {
            drainEnds.merge(end, Set.of(offer.ref()), OfferModel::union);
        }
    }

    private void forget(KnownOffer offer) {
        String path = offer.closedPath();
        if (path != null) {
            Site site = site(path);
            paths = paths.with(path, new Site(path, less(site.offers(), offer.ref()), site.owner()));
        }
        Instant end = offer.drainEnd();
        if (end != null) {
            drainEnds.computeIfPresent(end, (instant, refs) -> refs.size() == 1 ? null : less(refs, offer.ref()));
        }
    }

    /** Keeps the path of an offer that is gone or moved, so that nothing turns free because its offer went away. */
    private void retire(String path, Instant now) {
        retired.remove(path);
        retired.add(path);
        if (retired.size() > MAX_RETIRED) {
            String oldest = retired.iterator().next();
            retired.remove(oldest);
            settle(oldest, null, now);
        }
    }

    /**
     * Decides anew about everything in the region of a path.
     *
     * @param changed an offer whose standing must be new; null when none must
     */
    private void settle(String path, @Nullable KnownOffer changed, Instant now) {
        Site top = paths.first(path, Site::used);
        List<Site> region = paths.under(top == null ? path : top.path());
        Map<Ref, KnownOffer> there = new HashMap<>();
        region.forEach(site -> site.offers().forEach(ref -> there.put(ref, known(ref, changed))));
        List<Claim> claims = there.values().stream()
                .map(offer -> offer.claimAt(now))
                .flatMap(Optional::stream)
                .toList();
        PathClaims owners = PathClaims.resolve(claims);
        there.forEach((ref, offer) -> {
            Standing before = offers.get(ref);
            Claim lostTo = owners.lostTo(ref).orElse(null);
            if (before == null || !before.holdsFor(offer, lostTo)) {
                stand(ref, Standing.of(offer, lostTo, before, now));
            }
        });
        Map<String, Ref> owned = new HashMap<>();
        owners.owners().forEach(claim -> owned.put(claim.path(), claim.ref()));
        region.forEach(site -> own(site, owned.get(site.path())));
    }

    private KnownOffer known(Ref ref, @Nullable KnownOffer changed) {
        return changed != null && changed.ref().equals(ref)
                ? changed
                : Objects.requireNonNull(offers.get(ref)).offer();
    }

    private Site site(String path) {
        Site site = paths.at(path);
        return site == null ? new Site(path, Set.of(), null) : site;
    }

    private void own(Site site, @Nullable Ref owner) {
        Standing standing = owner == null ? null : offers.get(owner);
        OfferRules rules = standing == null ? null : standing.rules();
        if (rules == null && !site.used() && !retired.contains(site.path())) {
            paths = paths.with(site.path(), null);
        } else if (site.owner() != rules) {
            paths = paths.with(site.path(), new Site(site.path(), site.offers(), rules));
        }
    }

    private void stand(Ref ref, @Nullable Standing after) {
        Standing before = offers.get(ref);
        SeriesLabels then = before == null ? null : before.labels();
        SeriesLabels now = after == null ? null : after.labels();
        if (before != null) {
            counts.merge(before.state(), -1, Integer::sum);
        }
        if (after != null) {
            counts.merge(after.state(), 1, Integer::sum);
            offers = offers.with(ref, after);
        } else {
            offers = offers.without(ref);
        }
        if (then != null && !then.equals(now)) {
            departed.add(then);
        }
        if (now != null) {
            departed.remove(now);
        }
    }

    private static Set<Ref> union(Set<Ref> some, Set<Ref> more) {
        if (some.isEmpty() || some.equals(more)) {
            return more;
        }
        Set<Ref> all = new HashSet<>(some);
        all.addAll(more);
        return Set.copyOf(all);
    }

    private static Set<Ref> less(Set<Ref> refs, Ref gone) {
        return refs.stream().filter(ref -> !ref.equals(gone)).collect(Collectors.toUnmodifiableSet());
    }
}
