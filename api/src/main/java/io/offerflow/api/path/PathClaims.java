package io.offerflow.api.path;

import io.offerflow.api.Drain;
import io.offerflow.api.Ref;
import io.offerflow.api.ServiceOffer;
import io.offerflow.api.route.RefusedException;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Who owns a path when several offers want it. The same path, or an overlapping one of another namespace: the oldest offer wins (ties:
 * the smaller namespace/name). Within one namespace a more specific path lives beside a shorter one. A loser blocks nobody. Immutable;
 * watcher and gate compute it alike from the same offers.
 */
public final class PathClaims {
    private static final Comparator<Claim> OLDEST_FIRST =
            Comparator.comparing(Claim::created).thenComparing(Claim::ref);

    /** One offer's wish. {@code path} has no trailing slash. */
    public record Claim(Ref ref, Instant created, String path) {

        /** The claim of an offer; empty when it wants none (deleting, drained, or a path that is refused anyway). */
        public static Optional<Claim> of(ServiceOffer offer, Instant now) {
            Drain drain = Drain.of(offer.spec());
            if (offer.metadata().deleting() || (drain != null && drain.ended(now))) {
                return Optional.empty();
            }
            String path = offer.effectivePath();
            try {
                OfferPath.check(path);
            } catch (RefusedException refused) {
                return Optional.empty();
            }
            Instant created = offer.metadata().creationTimestamp();
            return Optional.of(new Claim(offer.ref(), created == null ? Instant.MAX : created, path));
        }
    }

    private final Map<Ref, Claim> losers = new HashMap<>();
    private final TreeMap<String, Claim> winners = new TreeMap<>();

    private PathClaims() {}

    public static PathClaims resolve(Collection<Claim> claims) {
        PathClaims result = new PathClaims();
        claims.stream().sorted(OLDEST_FIRST).forEach(result::add);
        return result;
    }

    /** The claim that {@code loser} lost against; empty when it owns its path or claims none. */
    public Optional<Claim> lostTo(Ref loser) {
        return Optional.ofNullable(losers.get(loser));
    }

    /** Every loser with the claim it lost against. */
    public Map<Ref, Claim> losers() {
        return Map.copyOf(losers);
    }

    private void add(Claim claim) {
        conflicting(claim)
                .ifPresentOrElse(owner -> losers.put(claim.ref(), owner), () -> winners.put(claim.path(), claim));
    }

    private Optional<Claim> conflicting(Claim claim) {
        Claim same = winners.get(claim.path());
        if (same != null) {
            return Optional.of(same);
        }
        for (int end = claim.path().lastIndexOf('/');
                end > 0;
                end = claim.path().lastIndexOf('/', end - 1)) {
            Claim above = winners.get(claim.path().substring(0, end));
            if (above != null && foreign(above, claim)) {
                return Optional.of(above);
            }
        }
        // '0' follows '/' in the alphabet, so this range is the subtree below the path.
        return winners.subMap(claim.path() + "/", claim.path() + "0").values().stream()
                .filter(below -> foreign(below, claim))
                .findFirst();
    }

    private static boolean foreign(Claim a, Claim b) {
        return !a.ref().namespace().equals(b.ref().namespace());
    }

    /** All claims that won, for listings. */
    public List<Claim> owners() {
        return List.copyOf(winners.values());
    }
}
