package io.offerflow.verifier;

import static io.offerflow.verifier.Offers.offer;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Raw bytes on a socket, since HTTP clients tidy such paths up. Nothing here may answer 200. */
class PathTricksTest {
    private static Gate gate;

    @BeforeAll
    static void start() {
        gate = Gate.with(Gate.FOUR_ROUTES)
                .sell(offer("shop", "echo"))
                .sell(offer("shop", "paid").with("/spec/path", "'/shop/paid'"));
    }

    @AfterAll
    static void stop() {
        gate.close();
    }

    private static String forwarded(String uri) {
        return gate.raw("GET /verify HTTP/1.1\r\nHost: x\r\nX-Forwarded-Uri: " + uri + "\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//shop/paid",
                "/shop//paid",
                "/shop/paid/../paid",
                "/open/../shop/paid",
                "/open/..;/shop/paid",
                "/open/..;x=1/shop/paid",
                "/open/%2e%2e/shop/paid",
                "/open/%2E./shop/paid",
                "/open/%252e%252e/shop/paid",
                "/open/..%2fshop/paid",
                "/open/..%2Fshop/paid",
                "/open/..%252fshop/paid",
                "/open/..%5cshop/paid",
                "/open\\..\\shop\\paid",
                "/shop%2fpaid",
                "/shop/p%61id",
                "/shop/p%2561id",
                "/shop/paid;v=1",
                "/shop;x/paid",
                "/./shop/paid",
                "/shop/./paid",
                "/shop/paid/.",
                "/shop/paid/..",
                "/shop/paid%00",
                "/shop/paid%0a",
                "/shop/paid%",
                "/shop/paid%zz",
                "/shop/paid%c3%28",
                "/open#/../shop/paid",
                "/open x/shop/paid",
                "/shop/\tpaid",
                "/shop/päid",
                "shop/paid",
                "*",
                "",
                "ftp://x/open/y",
            })
    void aPathThatCanBeReadInTwoWaysIsRefused(String uri) {
        assertThat(forwarded(uri)).isEqualTo("403");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/shop/paid",
                "/shop/paid/",
                "/shop/paid/x//y",
                "/shop/paid/x%20y",
                "/shop/paid/100%25",
                "/shop/paid?a=../open&b=%2f\\",
                "http://anything/shop/paid",
                "HTTPS://anything/shop/paid?x",
            })
    void whatEveryServerReadsAlikeIsCharged(String uri) {
        assertThat(forwarded(uri)).isEqualTo("402");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/open/a%20b",
                "/dashboard",
                "/",
                "/open/a//b",
                "/dashboard/%C3%A9",
                "http://host",
                "http://host?x=/y"
            })
    void harmlessPathsOutsideStayFree(String uri) {
        assertThat(forwarded(uri)).isEqualTo("200");
    }

    /** With the client's method, and with the client's path as a query of the configured one: deploy/proxies/envoy.yaml. */
    @Test
    void envoysFormOfTheQuestionIsUnderstood() {
        gate.sell(offer("shop", "echo"));
        for (String method : List.of("GET", "POST", "DELETE")) {
            assertThat(gate.raw(method + " /verify/shop/echo?/services/echo/data?x=1 HTTP/1.1\r\nHost: shop.example\r\n"
                            + "X-Forwarded-Uri: /services/echo/data?x=1\r\nContent-Length: 0\r\n\r\n"))
                    .isEqualTo("402");
        }
    }

    @Test
    void aPathBeyond8KilobytesIsRefused() {
        assertThat(forwarded("/" + "a".repeat(8_191))).isEqualTo("200");
        assertThat(forwarded("/" + "a".repeat(8_192))).isEqualTo("403");
    }

    @Test
    void twoForwardedPathsAreRefused() {
        assertThat(
                        gate.raw(
                                "GET /verify HTTP/1.1\r\nHost: x\r\nX-Forwarded-Uri: /dashboard\r\nx-forwarded-uri: /dashboard\r\n\r\n"))
                .isEqualTo("403");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/verify/shop/../shop/echo",
                "/verify//shop/echo",
                "/verify/shop/echo;x",
                "/verify/shop%2fecho",
                "/verify/shop/echo/../../../healthz",
                "http://x/verify/shop/echo",
            })
    void theGatesOwnPathIsTakenLiterally(String target) {
        assertThat(gate.raw("GET " + target + " HTTP/1.1\r\nHost: x\r\nX-Forwarded-Uri: /dashboard\r\n\r\n"))
                .isNotEqualTo("200");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "DELETE", "OPTIONS", "BREW"})
    void theMethodChangesNothing(String method) {
        assertThat(gate.raw(method + " /verify HTTP/1.1\r\nHost: x\r\nX-Forwarded-Uri: /shop/paid\r\n\r\n"))
                .isEqualTo("402");
    }
}
