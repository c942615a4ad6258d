package io.offerflow.verifier;

import static io.offerflow.verifier.Gate.json;
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
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Parts of an offer that want a signed-in wallet. */
class SignInGateTest {
    private static final String HOST = "shop.example.com";
    private static final String PART = "/services/echo/members/list";

    private Gate gate;
    private SignInTexts texts;

    @BeforeEach
    void start() {
        gate = Gate.with("", Map.of(VerifierSettings.SIGN_IN_HOSTS, "other.example, Shop.Example.Com"))
                .sell(offer("shop", "echo").with("/spec/routes", "[{'path': '/members/*', 'gate': 'auth'}]"));
        texts = new SignInTexts(gate.clock);
    }

    @AfterEach
    void stop() {
        gate.close();
    }

    private String text(String host) {
        return texts.text(host);
    }

    private HttpResponse<String> ask(String authorization) {
        return gate.verify(
                "/verify/shop/echo",
                Map.of("X-Forwarded-Uri", PART, "X-Forwarded-Host", HOST, "Authorization", authorization));
    }

    @Test
    void nobodyIsChallengedAndNotAskedToPay() {
        HttpResponse<String> answer =
                gate.verify("/verify/shop/echo", Map.of("X-Forwarded-Uri", PART, "X-Forwarded-Host", HOST));
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValueSatisfying(value -> assertThat(value)
                .startsWith("SIWX realm=\"shop/echo\", domain=\"" + HOST + "\""));
        assertThat(json(answer.body()).at("/auth/domain").asText()).isEqualTo(HOST);
        assertThat(answer.headers().firstValue("PAYMENT-REQUIRED")).isEmpty();
    }

    @Test
    void aSignedMessagePassesOnceWithTheWalletAndAsksNoFacilitator() {
        String header = SignInTexts.siwx(text(HOST));
        HttpResponse<String> answer = ask(header);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("X-Verified-Wallet")).hasValue(Payments.PAYER);
        assertThat(answer.headers().firstValue("X-Payment-Payer")).hasValue("");
        assertThat(ask(header).statusCode()).isEqualTo(401);
        assertThat(gate.facilitator.verifyCalls()).isEmpty();
    }

    @Test
    void aMessageForAnotherHostOrWithAnotherSignatureDoesNotPass() {
        assertThat(ask(SignInTexts.siwx(text("evil.example.com"))).statusCode()).isEqualTo(401);
        String signed = SignInTexts.siwx(text(HOST));
        String other = SignInTexts.siwx(text(HOST));
        String swapped = signed.substring(0, signed.indexOf('.')) + other.substring(other.indexOf('.'));
        assertThat(ask(swapped).statusCode()).isEqualTo(401);
    }

    /** Its own name is what a phishing site can make a wallet sign. */
    @Test
    void aMessageForAHostThatIsNotOursDoesNotPassUnderThatHost() {
        String phished = SignInTexts.siwx(text("evil.example.com"));
        HttpResponse<String> answer = gate.verify(
                "/verify/shop/echo",
                Map.of("X-Forwarded-Uri", PART, "X-Forwarded-Host", "evil.example.com", "Authorization", phished));
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).contains("nobody signs in at this host");
    }

    @Test
    void aSessionIsOpenedOnThePublicListenerAndPassesThere() throws IOException, InterruptedException {
        String host = "127.0.0.1:" + gate.app.proxyAddress().getPort();
        String text = text(host);
        ObjectNode body =
                Json.mapper().createObjectNode().put("message", text).put("signature", SignInTexts.signature(text));
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest open = HttpRequest.newBuilder(URI.create("http://" + host + "/services/echo/auth/verify"))
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(body.toString()))
                    .build();
            HttpResponse<String> opened = http.send(open, BodyHandlers.ofString());
            assertThat(opened.statusCode()).isEqualTo(200);
            assertThat(opened.headers().firstValue("Set-Cookie").orElseThrow())
                    .startsWith("obol_siwx=")
                    .contains("HttpOnly", "Secure", "SameSite=Strict", "; Path=/services/echo;");
            String token = json(opened.body()).path("sessionToken").asText();
            HttpRequest use = HttpRequest.newBuilder(URI.create("http://" + host + PART))
                    .header("Authorization", "Bearer " + token)
                    .build();
            // The test has set no upstream: whoever is let through is told so.
            assertThat(http.send(use, BodyHandlers.ofString()).statusCode()).isEqualTo(503);
            assertThat(http.send(open, BodyHandlers.ofString()).statusCode()).isEqualTo(401);
        }
    }
}
