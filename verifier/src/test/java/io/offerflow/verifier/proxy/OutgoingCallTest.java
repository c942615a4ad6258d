package io.offerflow.verifier.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.api.Ref;
import io.offerflow.verifier.proxy.OutgoingCall.Asked;
import io.offerflow.verifier.proxy.OutgoingCall.Origin;
import io.offerflow.verifier.proxy.Upstream.Call;
import io.offerflow.verifier.route.RequestPath;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutgoingCallTest {
    private static final Origin ORIGIN = new Origin("192.0.2.7", "shop.example.com", "https");

    private static Target target(Target.Kind kind) {
        return new Target(URI.create("http://up:8080"), "/services/demo", kind, Optional.empty());
    }

    private static Call call(Target target, String method, String path, List<HeaderLine> headers, String body) {
        OutgoingCall call = new OutgoingCall(
                new Asked(method, RequestPath.parse(path).orElseThrow(), other -> true),
                headers,
                body.getBytes(StandardCharsets.UTF_8),
                true,
                ORIGIN);
        return call.to(target, new Customer("0xpayer", new Ref("shop", "demo"), "occasion"))
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "/services/demo, http://up:8080/",
        "/services/demo/, http://up:8080/",
        "/services/demo/a/b?x=1&y=%20, http://up:8080/a/b?x=1&y=%20",
        "/services/demo//a;v=1/b, http://up:8080/a/b",
        "/services/demo/a%20b, http://up:8080/a%20b",
        "/services/demo/a%2520b, http://up:8080/a%2520b",
        "/services/demo/%c3%a9, http://up:8080/%C3%A9",
        "/services/demo?q={a}|b, http://up:8080/?q=%7Ba%7D%7Cb",
        "/services/demo?q=100%, http://up:8080/?q=100%25"
    })
    void theUpstreamGetsTheNormalisedPathWithoutThePrefix(String path, String uri) {
        assertThat(call(target(Target.Kind.HTTP), "GET", path, List.of(), "").uri())
                .hasToString(uri);
    }

    @ParameterizedTest
    @CsvSource({
        "CHAT, POST, '', /v1/chat/completions",
        "CHAT, POST, /, /v1/chat/completions",
        "CHAT, POST, /chat/completions, /v1/chat/completions",
        "CHAT, POST, /v1/embeddings, /v1/embeddings",
        "CHAT, GET, /v1, /v1",
        "HTTP, POST, /, /"
    })
    void chatClientsFindTheChatPathHoweverTheyWereConfigured(
            Target.Kind kind, String method, String rest, String expected) {
        assertThat(call(target(kind), method, "/services/demo" + rest, List.of(), "")
                        .uri()
                        .getPath())
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Payment-Payer",
                "x-verified-wallet",
                "X-Obol-Offer",
                "X-Forwarded-For",
                "Forwarded",
                "X-PAYMENT",
                "PAYMENT-SIGNATURE",
                "SIGN-IN-WITH-X",
                "Connection",
                "Transfer-Encoding",
                "Upgrade",
                "X-Hop",
                "Origin",
                "Sec-Fetch-Site",
                "X-Real-IP"
            })
    void whatAClientMayNotClaimOrPassOnNeverReachesTheUpstream(String name) {
        List<HeaderLine> sent = List.of(
                new HeaderLine("Connection", "keep-alive, X-Hop"),
                new HeaderLine(name, "forged"),
                new HeaderLine("Accept", "*/*"));
        assertThat(call(target(Target.Kind.HTTP), "GET", "/services/demo", sent, "")
                        .headers())
                .contains(new HeaderLine("Accept", "*/*"))
                .noneMatch(line -> line.value().equals("forged"));
    }

    @Test
    void aSessionOfTheGateNeverReachesTheUpstreamButOtherCookiesAndTokensDo() {
        List<HeaderLine> sent = List.of(
                new HeaderLine("Cookie", "a=b; obol_siwx=token; c=d"),
                new HeaderLine("Cookie", "obol_siwx=token"),
                new HeaderLine("Authorization", "bearer eyJ3YWxsZXQiOiIweCJ9.mac"));
        assertThat(call(target(Target.Kind.HTTP), "GET", "/services/demo", sent, "")
                        .headers())
                .filteredOn(line -> line.is("Cookie") || line.is("Authorization"))
                .containsExactly(new HeaderLine("Cookie", "a=b; c=d"));
        List<HeaderLine> own = List.of(new HeaderLine("Authorization", "Bearer eyJ1c2VyIjoiMHgifQ.mac"));
        assertThat(call(target(Target.Kind.HTTP), "GET", "/services/demo", own, "")
                        .headers())
                .containsAll(own);
    }

    /** A finish_reason cannot be read in a compressed answer, and its failure would be charged. */
    @Test
    void conversationsAreAnsweredUncompressed() {
        List<HeaderLine> sent = List.of(new HeaderLine("accept-encoding", "gzip, br"));
        assertThat(call(target(Target.Kind.CHAT), "POST", "/services/demo", sent, "")
                        .headers())
                .filteredOn(line -> line.is("Accept-Encoding"))
                .containsExactly(new HeaderLine("Accept-Encoding", "identity"));
        assertThat(call(target(Target.Kind.HTTP), "GET", "/services/demo", sent, "")
                        .headers())
                .containsAll(sent);
    }

    @Test
    void theUpstreamLearnsWhoPaidAndWhereTheRequestCameFrom() {
        assertThat(call(target(Target.Kind.HTTP), "GET", "/services/demo", List.of(), "")
                        .headers())
                .contains(
                        new HeaderLine("X-Payment-Payer", "0xpayer"),
                        new HeaderLine("X-Verified-Wallet", "0xpayer"),
                        new HeaderLine("X-Forwarded-For", "192.0.2.7"),
                        new HeaderLine("X-Forwarded-Host", "shop.example.com"),
                        new HeaderLine("X-Forwarded-Proto", "https"));
    }

    @Test
    void theUpstreamsOwnKeyReplacesTheClientsAndIsNotShown() {
        Target guarded = new Target(
                URI.create("http://up"),
                "/services/demo",
                Target.Kind.HTTP,
                Optional.of(UpstreamCredential.bearer(" key-of-the-upstream\n")));
        List<HeaderLine> sent = List.of(new HeaderLine("authorization", "Bearer of-the-client"));
        assertThat(call(guarded, "GET", "/services/demo", sent, "").headers())
                .filteredOn(line -> line.is("Authorization"))
                .containsExactly(new HeaderLine("Authorization", "Bearer key-of-the-upstream"));
        assertThat(guarded.toString()).doesNotContain("key-of-the-upstream");
    }

    @Test
    void anAnswerBringsNoReceiptAndNoIdentityOfTheUpstreamsOwn() {
        List<HeaderLine> received = List.of(
                new HeaderLine("PAYMENT-RESPONSE", "forged"),
                new HeaderLine("X-Payment-Payer", "forged"),
                new HeaderLine("Content-Length", "7"),
                new HeaderLine("Set-Cookie", "a=b"),
                new HeaderLine("X-Hermes-Session-Id", "of-the-agent"),
                new HeaderLine("x_hermes_session_key", "of-the-agent"),
                new HeaderLine("X-Odd", "a\nb"));
        assertThat(Headers.response(received)).containsExactly(new HeaderLine("Set-Cookie", "a=b"));
    }
}
