package io.offerflow.api.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.offerflow.api.condition.Reason;
import io.offerflow.api.route.RefusedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OfferPathTest {
    @ParameterizedTest
    @ValueSource(strings = {"/services/a", "/a", "/services/a.b/c_d-e", "/apis", "/services/...", "/verifyme"})
    void ordinaryPathsMayBeSold(String path) {
        assertThatCode(() -> OfferPath.check(path)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "a", "/a//b", "/a/", "/a/../b", "/a/.", "/a%2fb", "/a b", "/a;x", "/a?x", "/a#x", "/a\\b", "/ä",
                "/a\n"
            })
    void pathsThatTwoServersReadDifferentlyAreRefused(String path) {
        assertThatThrownBy(() -> OfferPath.check(path))
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.reason()).isEqualTo(Reason.InvalidPath));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/services",
                "/api",
                "/api/x",
                "/verify/a/b",
                "/settlements",
                "/settlements/x",
                "/.well-known/x",
                "/healthz",
                "/rpc/mainnet"
            })
    void thePlatformsOwnPathsAreReserved(String path) {
        assertThatThrownBy(() -> OfferPath.check(path))
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.reason()).isEqualTo(Reason.ReservedPath));
    }

    @Test
    void aPathIsAtMost253CharactersLong() {
        assertThatCode(() -> OfferPath.check("/" + "a".repeat(252))).doesNotThrowAnyException();
        assertThatThrownBy(() -> OfferPath.check("/" + "a".repeat(253))).isInstanceOf(RefusedException.class);
    }
}
