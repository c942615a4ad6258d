package io.offerflow.verifier.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.offerflow.api.Ref;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Patterns of static routes, as the reference matches them. */
class MatcherTest {
    private static boolean matches(String pattern, String path) {
        return PathPattern.of(pattern).matches(path);
    }

    @Test
    void exactMatch() {
        assertThat(matches("/health", "/health")).isTrue();
        assertThat(matches("/health", "/health/")).isFalse();
        assertThat(matches("/health", "/healthz")).isFalse();
        assertThat(matches("/health", "/Health")).isFalse();
    }

    @Test
    void prefixMatch() {
        assertThat(List.of("/rpc", "/rpc/", "/rpc/a/b/c")).allMatch(path -> matches("/rpc/*", path));
        assertThat(List.of("/rpcx/foo", "/rp", "/", "")).noneMatch(path -> matches("/rpc/*", path));
    }

    @ParameterizedTest
    @CsvSource({
        "/inference-*/v1/*,/inference-prod/v1/chat/completions,true",
        "/inference-*/v1/*,/inference-prod/v1/x,true",
        "/inference-*/v1/*,/inference-prod/v1,false",
        "/inference-*/v1/*,/inference-prod/v2/x,false",
        "/inference-*/v1/*,/other-prod/v1/x,false",
        "/a/*/c,/a/b/c,true",
        "/a/*/c,/a/b/c/d,false",
        "/a/*/c,/a/b/x/c,false",
        "/*/v?/[ab]x,/q/v1/bx,true",
        "/*/v?/[ab]x,/q/v12/bx,false",
        "/*/v?/[ab]x,/q/v1/cx,false",
        "/*/v?/[^ab]x,/q/v1/cx,true",
    })
    void globMatch(String pattern, String path, boolean expected) {
        assertThat(matches(pattern, path)).isEqualTo(expected);
    }

    @Test
    void aGlobStaysWithinItsSegment() {
        assertThat(matches("/inference-*/v1", "/inference-a/b/v1")).isFalse();
        assertThat(matches("/a.b-*/c", "/aXb-1/c")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "/ethereum-mainnet/execution/eth,true",
        "/ethereum-hoodi/execution/a/b,true",
        "/ethereum-mainnet/consensus/x,false",
        "/ethereum/execution/x,false"
    })
    void ethereumNetworkPattern(String path, boolean expected) {
        assertThat(matches("/ethereum-*/execution/*", path)).isEqualTo(expected);
    }

    private static String first(String path, PathPattern... patterns) {
        GateRoutes routes = new GateRoutes(labels -> {});
        List<StaticRules.Entry> entries = Arrays.stream(patterns)
                .map(p -> new StaticRules.Entry(p, new Rule(null, new Access.Refused(p.toString(), ""), null)))
                .toList();
        routes.statics(new StaticRules(entries));
        Rule rule = routes.pick(RequestPath.parse(path).orElseThrow());
        return rule.access() instanceof Access.Refused refused ? refused.reason() : "open";
    }

    @Test
    void firstMatchWins() {
        PathPattern wide = PathPattern.of("/rpc/*");
        PathPattern narrow = PathPattern.of("/rpc/mainnet");
        assertThat(first("/rpc/mainnet", wide, narrow)).isEqualTo("/rpc/*");
        assertThat(first("/rpc/mainnet", narrow, wide)).isEqualTo("/rpc/mainnet");
    }

    @Test
    void noMatchAndEmptyRoutesAreOpen() {
        assertThat(first("/", PathPattern.of("/rpc/*"))).isEqualTo("open");
        assertThat(first("/anything")).isEqualTo("open");
    }

    @Test
    void aPathWithoutTextIsNoPath() {
        assertThat(RequestPath.parse("")).isEqualTo(Optional.empty());
    }

    @Test
    void anUnknownOfferIsRefused() {
        assertThat(new GateRoutes(labels -> {}).pick(new Ref("a", "b"), Optional.empty()))
                .isSameAs(Rule.UNKNOWN_OFFER);
    }

    @ParameterizedTest
    @CsvSource({"/services/foo/*,/services/foo", "/inference-*/v1/*,''", "/api/*/paid,/api", "/exact,/exact", "/*,''"})
    void theDirectoryOfAPatternIsWhatStandsBeforeItsFirstWildcard(String pattern, String directory) {
        assertThat(PathPattern.of(pattern).directory()).isEqualTo(directory);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "rpc/*", "*", "/a-*/[b"})
    void brokenPatternsAreRefusedWhenTheyAreLoaded(String pattern) {
        assertThatThrownBy(() -> PathPattern.of(pattern)).isInstanceOf(IllegalArgumentException.class);
    }
}
