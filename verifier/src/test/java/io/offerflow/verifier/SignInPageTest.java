package io.offerflow.verifier;

import static io.offerflow.verifier.Gate.json;
import static io.offerflow.verifier.Gate.reason;
import static io.offerflow.verifier.Offers.offer;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offerflow.api.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Signing in with a browser, on the public listener and behind a proxy. */
class SignInPageTest {
    private static final String HOST = "shop.example.com";
    private static final String OFFER = "/services/echo";
    private static final String PART = OFFER + "/members/list";
    private static final Map<String, String> BROWSER =
            Map.of("Accept", "text/html,*/*;q=0.8", "User-Agent", "Mozilla/5.0 (X11; Linux x86_64)");

    private final HttpClient http = HttpClient.newHttpClient();
    private Gate gate;
    private SignInTexts texts;

    @BeforeEach
    void start() {
        gate = Gate.with("", Map.of(VerifierSettings.SIGN_IN_HOSTS, HOST))
                .sell(offer("shop", "echo").with("/spec/routes", "[{'path': '/members/*', 'gate': 'auth'}]"));
        texts = new SignInTexts(gate.clock);
    }

    @AfterEach
    void stop() {
        http.close();
        gate.close();
    }

    private HttpResponse<String> behindProxy(String method, String uri, Map<String, String> more) {
        Map<String, String> headers =
                new HashMap<>(Map.of("X-Forwarded-Uri", uri, "X-Forwarded-Host", HOST, "X-Forwarded-Method", method));
        headers.putAll(more);
        return gate.verify("/verify/shop/echo", headers);
    }

    private String local() {
        return "127.0.0.1:" + gate.app.proxyAddress().getPort();
    }

    private HttpResponse<String> post(String path, String body, Map<String, String> headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://" + local() + path)).POST(BodyPublishers.ofString(body));
        new TreeMap<>(headers).forEach(request::header);
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private ObjectNode signed() {
        String text = texts.text(local());
        return Json.mapper().createObjectNode().put("message", text).put("signature", SignInTexts.signature(text));
    }

    private HttpResponse<String> open(Map<String, String> more) throws IOException, InterruptedException {
        Map<String, String> headers = new HashMap<>(Map.of("Content-Type", "application/json"));
        headers.putAll(more);
        return post(OFFER + "/auth/verify", signed().toString(), headers);
    }

    @Test
    void aBrowserGetsAPageThatLoadsAndRunsNothingButItsOwnScript() {
        HttpResponse<String> answer = behindProxy("GET", PART, BROWSER);
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/html; charset=utf-8");
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(answer.headers().firstValue("WWW-Authenticate")).isPresent();
        assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
                .startsWith("default-src 'none'; style-src 'sha256-")
                .contains("; script-src 'sha256-", "connect-src 'self'", "frame-ancestors 'none'", "base-uri 'none'")
                .doesNotContain("unsafe", "http", "*");
        assertThat(answer.body())
                .contains("eth_requestAccounts", "personal_sign", "data-verify=\"/services/echo/auth/verify\"")
                .doesNotContain("src=", "href=", "@import", "url(");
    }

    @Test
    void programsGetJsonWithTheSameAddresses() {
        HttpResponse<String> answer = behindProxy("GET", PART, Map.of("Accept", "text/html"));
        assertThat(json(answer.body()).at("/auth/signInUrl").asText()).isEqualTo("/services/echo/auth");
        assertThat(json(answer.body()).at("/auth/verifyUrl").asText()).isEqualTo("/services/echo/auth/verify");
    }

    @Test
    void theDeskHasAPageOfItsOwnWhichLeadsBackToWhereOneWas() {
        HttpResponse<String> answer =
                behindProxy("GET", OFFER + "/auth?a=b&next=%2Fservices%2Fecho%2Fmembers", BROWSER);
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).contains("data-next=\"/services/echo/members\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https:%2F%2Fevil.example", "%2F%2Fevil.example", "%2F%5Cevil.example", "%2Fa%0d%0aSet-Cookie:%20a=b",
                "javascript:alert(1)", "%zz", "", "%2F%2509%2Fevil"
            })
    void thePageLeadsToNoOtherSite(String next) {
        assertThat(behindProxy("GET", OFFER + "/auth?next=" + next, BROWSER).body())
                .doesNotContain("evil.example", "Set-Cookie", "javascript")
                .containsPattern("data-next=\"(/%09/evil)?\"");
    }

    @Test
    void whatAHostOrPathHoldsIsNeverMarkup() {
        HttpResponse<String> answer = gate.verify(
                "/verify/shop/echo",
                with(BROWSER, Map.of("X-Forwarded-Uri", PART, "X-Forwarded-Host", "\"><script>alert(1)</script>")));
        assertThat(answer.body()).doesNotContain("alert(1)");
    }

    @Test
    void nobodyIsAskedToSignAtAHostThatIsNotOurs() {
        HttpResponse<String> answer = gate.verify(
                "/verify/shop/echo",
                with(BROWSER, Map.of("X-Forwarded-Uri", PART, "X-Forwarded-Host", "evil.example.com")));
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).contains("nobody signs in at this host").doesNotContain("<button", "<script");
    }

    @Test
    void aSessionOpensForAMessageThatIsPostedFromTheSameHost() throws Exception {
        HttpResponse<String> answer = open(Map.of("Origin", "http://" + local(), "Sec-Fetch-Site", "same-origin"));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Set-Cookie")).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "Sec-Fetch-Site,cross-site",
        "Sec-Fetch-Site,same-site",
        "Origin,https://evil.example",
        "Origin,null",
    })
    void anotherSiteCannotSignAVisitorIn(String name, String value) throws Exception {
        HttpResponse<String> answer = open(Map.of(name, value));
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(reason(answer)).isEqualTo("cross_site");
        assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
    }

    @Test
    void aFormOfAnotherSiteCannotPostAMessage() throws Exception {
        assertThat(open(Map.of("Content-Type", "text/plain")).statusCode()).isEqualTo(415);
        assertThat(open(Map.of("Content-Type", "application/x-www-form-urlencoded"))
                        .statusCode())
                .isEqualTo(415);
    }

    @Test
    void aBodyThatNoMessageNeedsIsRefused() throws Exception {
        String large = signed().put("padding", "x".repeat(20_000)).toString();
        // Who sends at once may lose his connection before he hears the answer.
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + local() + OFFER + "/auth/verify"))
                .header("Content-Type", "application/json")
                .expectContinue(true)
                .POST(BodyPublishers.ofString(large))
                .build();
        assertThat(http.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(413);
    }

    @Test
    void theAnswerLeadsToNextWhereThatIsHere() throws Exception {
        HttpResponse<String> here = post(
                OFFER + "/auth/verify",
                signed().put("next", PART).toString(),
                Map.of("Content-Type", "application/json"));
        assertThat(here.statusCode()).isEqualTo(303);
        assertThat(here.headers().firstValue("Location")).hasValue(PART);
        HttpResponse<String> elsewhere = post(
                OFFER + "/auth/verify",
                signed().put("next", "//evil.example").toString(),
                Map.of("Content-Type", "application/json"));
        assertThat(elsewhere.statusCode()).isEqualTo(200);
        assertThat(elsewhere.headers().firstValue("Location")).isEmpty();
    }

    /** A proxy would take 200 for leave to ask the upstream, and the browser would get no cookie. */
    @Test
    void behindAProxyTheMessageComesInAHeaderAndTheAnswerIsNever200() {
        String siwx = SignInTexts.siwx(texts.text(HOST));
        HttpResponse<String> opened = behindProxy("POST", OFFER + "/auth/verify", Map.of("Authorization", siwx));
        assertThat(opened.statusCode()).isEqualTo(303);
        assertThat(opened.headers().firstValue("Location")).hasValue(OFFER);
        String cookie = opened.headers().firstValue("Set-Cookie").orElseThrow();
        Map<String, String> session = Map.of("Cookie", cookie.substring(0, cookie.indexOf(';')));
        assertThat(behindProxy("GET", PART, session).statusCode()).isEqualTo(200);
        assertThat(behindProxy("GET", OFFER + "/auth", session).statusCode()).isEqualTo(401);
        assertThat(behindProxy("POST", OFFER + "/auth/verify", session).statusCode())
                .as("a session leads to no other")
                .isEqualTo(401);
        assertThat(behindProxy("GET", OFFER + "/auth/verify", session).statusCode())
                .isEqualTo(405);
    }

    private static Map<String, String> with(Map<String, String> some, Map<String, String> more) {
        Map<String, String> all = new HashMap<>(some);
        all.putAll(more);
        return all;
    }
}
