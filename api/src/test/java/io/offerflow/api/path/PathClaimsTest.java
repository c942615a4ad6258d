package io.offerflow.api.path;

import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.api.Metadata;
import io.offerflow.api.Ref;
import io.offerflow.api.ServiceOffer;
import io.offerflow.api.ServiceOfferSpec;
import io.offerflow.api.path.PathClaims.Claim;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PathClaimsTest {
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

    private static Claim claim(String ref, int age, String path) {
        return new Claim(Ref.parse(ref), NOW.minusSeconds(age), path);
    }

    private static ServiceOffer offer(String path, @Nullable Instant deleted, @Nullable Instant drainAt) {
        Metadata metadata =
                new Metadata("a", "x", "u", "1", 1, NOW.minusSeconds(9), deleted, List.of(), Map.of(), Map.of());
        return new ServiceOffer(
                metadata,
                new ServiceOfferSpec(
                        null, null, null, null, null, List.of(), List.of(), null, null, path, Map.of(), null, drainAt,
                        "0", null),
                null);
    }

    @Test
    void theOldestOwnsAPath() {
        PathClaims claims = PathClaims.resolve(List.of(claim("a/young", 1, "/s/x"), claim("b/old", 9, "/s/x")));
        assertThat(claims.lostTo(Ref.parse("b/old"))).isEmpty();
        assertThat(claims.lostTo(Ref.parse("a/young"))).contains(claim("b/old", 9, "/s/x"));
    }

    @Test
    void equalAgeIsDecidedByName() {
        PathClaims claims = PathClaims.resolve(List.of(claim("b/x", 1, "/s/x"), claim("a/x", 1, "/s/x")));
        assertThat(claims.losers()).containsOnlyKeys(Ref.parse("b/x"));
    }

    @Test
    void anotherNamespaceMayNeitherSitBelowNorAbove() {
        Claim old = claim("a/x", 9, "/s/x");
        assertThat(PathClaims.resolve(List.of(old, claim("b/below", 1, "/s/x/y")))
                        .losers())
                .containsOnlyKeys(Ref.parse("b/below"));
        assertThat(PathClaims.resolve(List.of(old, claim("b/above", 1, "/s"))).losers())
                .containsOnlyKeys(Ref.parse("b/above"));
    }

    @Test
    void oneNamespaceMayNest() {
        assertThat(PathClaims.resolve(List.of(claim("a/x", 9, "/s/x"), claim("a/y", 1, "/s/x/y")))
                        .losers())
                .isEmpty();
    }

    @Test
    void aPrefixThatIsNoSegmentBorderIsNoOverlap() {
        assertThat(PathClaims.resolve(
                                List.of(claim("a/x", 9, "/s/x"), claim("b/xy", 1, "/s/xy"), claim("c/d", 1, "/s/x-y")))
                        .losers())
                .isEmpty();
    }

    @Test
    void aLoserBlocksNobody() {
        PathClaims claims = PathClaims.resolve(
                List.of(claim("a/x", 9, "/s/x"), claim("b/loser", 5, "/s/x/y"), claim("c/young", 1, "/s/z")));
        assertThat(claims.losers()).containsOnlyKeys(Ref.parse("b/loser"));
        PathClaims nested = PathClaims.resolve(
                List.of(claim("a/x", 9, "/s/x"), claim("b/loser", 5, "/s"), claim("c/young", 1, "/s/z")));
        assertThat(nested.losers()).containsOnlyKeys(Ref.parse("b/loser"));
    }

    @Test
    void deletingDrainedAndImpossibleOffersClaimNothing() {
        assertThat(Claim.of(offer("/s/x", null, null), NOW)).isPresent();
        assertThat(Claim.of(offer("/s/x", NOW, null), NOW)).isEmpty();
        assertThat(Claim.of(offer("/s/x", null, NOW), NOW)).isEmpty();
        assertThat(Claim.of(offer("/s/x", null, NOW.plusSeconds(1)), NOW)).isPresent();
        assertThat(Claim.of(offer("/s/../x", null, null), NOW)).isEmpty();
        assertThat(Claim.of(offer("/api", null, null), NOW)).isEmpty();
    }
}
