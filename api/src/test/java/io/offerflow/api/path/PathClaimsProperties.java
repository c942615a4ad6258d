package io.offerflow.api.path;

import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.api.Ref;
import io.offerflow.api.path.PathClaims.Claim;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PathClaimsProperties {
    @Provide
    Arbitrary<List<Claim>> claims() {
        Arbitrary<String> path = Arbitraries.of("x", "y", "x-y", "x0")
                .list()
                .ofMinSize(1)
                .ofMaxSize(3)
                .map(s -> "/" + String.join("/", s));
        Arbitrary<Claim> claim = Combinators.combine(
                        Arbitraries.of("a", "b", "c"),
                        Arbitraries.integers().between(0, 20),
                        Arbitraries.integers().between(0, 5),
                        path)
                .as((ns, name, age, p) -> new Claim(new Ref(ns, "o" + name), Instant.EPOCH.plusSeconds(age), p));
        return claim.list().ofMaxSize(12).map(PathClaimsProperties::onePerOffer);
    }

    private static List<Claim> onePerOffer(List<Claim> all) {
        Map<Ref, Claim> byRef = new HashMap<>();
        all.forEach(claim -> byRef.put(claim.ref(), claim));
        return new ArrayList<>(byRef.values());
    }

    private static boolean overlap(Claim a, Claim b) {
        boolean foreign = !a.ref().namespace().equals(b.ref().namespace());
        return a.path().equals(b.path())
                || (foreign && (OfferPath.covers(a.path(), b.path()) || OfferPath.covers(b.path(), a.path())));
    }

    @Property(tries = 500)
    void theOrderInWhichOffersAreSeenChangesNothing(@ForAll("claims") List<Claim> claims, @ForAll long seed) {
        List<Claim> shuffled = new ArrayList<>(claims);
        Collections.shuffle(shuffled, new Random(seed));
        assertThat(PathClaims.resolve(shuffled).losers())
                .isEqualTo(PathClaims.resolve(claims).losers());
    }

    @Property(tries = 500)
    void ownersNeverOverlapAndEveryLoserLostToAnOlderOwner(@ForAll("claims") List<Claim> claims) {
        PathClaims resolved = PathClaims.resolve(claims);
        List<Claim> owners = resolved.owners();
        for (Claim a : owners) {
            assertThat(owners.stream().filter(b -> !b.equals(a))).noneMatch(b -> overlap(a, b));
        }
        for (Claim claim : claims) {
            resolved.lostTo(claim.ref()).ifPresent(winner -> {
                assertThat(owners).contains(winner);
                assertThat(overlap(claim, winner)).isTrue();
                assertThat(winner.created()).isBeforeOrEqualTo(claim.created());
            });
        }
        assertThat(owners.size() + resolved.losers().size()).isEqualTo(claims.size());
    }
}
