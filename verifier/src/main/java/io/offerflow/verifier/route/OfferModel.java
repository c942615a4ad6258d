package io.offerflow.verifier.route;

import io.offerflow.api.Ref;
import io.offerflow.api.gate.GateReport.State;
import io.offerflow.api.path.PathClaims;
import io.offerflow.api.path.PathClaims.Claim;
import java.time.Instant;
import java.util.ArrayList;
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
import org.jspecify.annotations.Nullable;

/**
 * All offers and what follows from them, kept up to date change by change. A change concerns only the offers that share its region: the
 * subtree below the topmost offer above its path, for no claim outside can overlap one inside. Not for several threads.
 */
final class OfferModel {
    /** Paths of deleted offers that stay closed; the oldest are forgotten first. */
    private static final int MAX_RETIRED = 10_000;

    private final TreeMap<String, Set<Ref>> byPath = new TreeMap<>();
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
        if (offer.closedPath() != null) {
            byPath.merge(offer.closedPath(), Set.of(offer.ref()), OfferModel::union);
        }
        Instant end = offer.drainEnd();
        if (end != null) {
            drainEnds.merge(end, Set.of(offer.ref()), OfferModel::union);
        }
    }

    private void forget(KnownOffer offer) {
        if (offer.closedPath() != null) {
            byPath.computeIfPresent(offer.closedPath(), (path, refs) -> less(refs, offer.ref()));
        }
        Instant end = offer.drainEnd();
        if (end != null) {
            drainEnds.computeIfPresent(end, (instant, refs) -> less(refs, offer.ref()));
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
        String root = root(path);
        Map<String, Set<Ref>> region = new TreeMap<>(byPath.subMap(root + "/", root + "0"));
        region.put(path, byPath.getOrDefault(path, Set.of()));
        region.put(root, byPath.getOrDefault(root, Set.of()));
        Map<Ref, KnownOffer> there = new HashMap<>();
        region.values().forEach(refs -> refs.forEach(ref -> there.put(ref, known(ref, changed))));
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
        region.keySet().forEach(place -> site(place, owned.get(place)));
    }

    private KnownOffer known(Ref ref, @Nullable KnownOffer changed) {
        return changed != null && changed.ref().equals(ref)
                ? changed
                : Objects.requireNonNull(offers.get(ref)).offer();
    }

    /** The topmost path of an offer at or above this one, or the path itself. */
    private String root(String path) {
        for (int end = path.indexOf('/', 1); end > 0; end = path.indexOf('/', end + 1)) {
            String above = path.substring(0, end);
            if (byPath.containsKey(above)) {
                return above;
            }
        }
        return path;
    }

    private void site(String path, @Nullable Ref owner) {
        Standing standing = owner == null ? null : offers.get(owner);
        OfferRules rules = standing == null ? null : standing.rules();
        Site before = paths.at(path);
        if (rules == null && !byPath.containsKey(path) && !retired.contains(path)) {
            paths = before == null ? paths : paths.with(path, null);
        } else if (before == null || before.owner() != rules) {
            paths = paths.with(path, new Site(path, rules));
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
        Set<Ref> all = new HashSet<>(some);
        all.addAll(more);
        return Set.copyOf(all);
    }

    private static @Nullable Set<Ref> less(Set<Ref> refs, Ref gone) {
        List<Ref> left = new ArrayList<>(refs);
        left.remove(gone);
        return left.isEmpty() ? null : Set.copyOf(left);
    }
}
