package io.offerflow.verifier.x402;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offerflow.api.chain.Chain;
import io.offerflow.api.chain.Chains;
import io.offerflow.api.route.Requirement;
import io.offerflow.verifier.Gate;
import io.offerflow.verifier.Offers;
import io.offerflow.verifier.Payments;
import io.offerflow.verifier.StubAgent;
import io.offerflow.verifier.route.Terms;
import java.math.BigInteger;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The header stays small, for a challenge that cannot be read cannot be paid. */
class ChallengeTest {
    private static final String SKILLS =
            "{'model':'m','skills':[" + "'skill-with-a-long-name',".repeat(80) + "'last'],'runtime':'hermes'}";

    @Test
    void theHeaderStaysUnder3KilobytesWhateverTheRequestAndTheOfferHold() {
        try (Gate gate = Gate.with("")
                .sell(Offers.offer("shop", "agent")
                        .with("/spec/type", "'agent'")
                        .with("/status/agentResolution", SKILLS))) {
            for (String uri : new String[] {
                "/services/agent", "/services/agent?q=" + "x".repeat(7_000), "/services/agent/?" + "y".repeat(7_000)
            }) {
                HttpResponse<String> answer = gate.proxied(uri);
                assertThat(answer.headers().firstValue("PAYMENT-REQUIRED").orElseThrow())
                        .hasSizeLessThan(Challenge.MAX_HEADER);
                JsonNode v2 = Gate.header(answer, "PAYMENT-REQUIRED");
                assertThat(v2.at("/resource/url").asText()).matches("http://127\\.0\\.0\\.1:\\d+/services/agent.*");
                assertThat(v2.at("/accepts/0/extra/agentModel").asText()).isEqualTo("m");
                assertThat(Gate.json(answer.body()).at("/accepts/0/resource").asText())
                        .isEqualTo(v2.at("/resource/url").asText());
            }
        }
    }

    @Test
    void thePaymentIdentifierIsOfferedInTheOfficialForm() {
        try (Gate gate = Gate.with("").sell(Offers.offer("shop", "echo"))) {
            HttpResponse<String> answer = gate.forwarded("/services/echo");
            JsonNode offered =
                    Gate.header(answer, "PAYMENT-REQUIRED").path("extensions").path("payment-identifier");
            assertThat(offered)
                    .isEqualTo(
                            Gate.json(
                                    """
                            {"info": {"required": false},
                             "schema": {
                               "$schema": "https://json-schema.org/draft/2020-12/schema",
                               "type": "object",
                               "properties": {
                                 "required": {"type": "boolean"},
                                 "id": {"type": "string", "minLength": 16, "maxLength": 128, "pattern": "^[a-zA-Z0-9_-]+$"}},
                               "required": ["required"]}}
                            """));
            assertThat(answer.headers().firstValue("PAYMENT-REQUIRED").orElseThrow())
                    .hasSizeLessThan(1_300);
        }
    }

    @Test
    void anEchoOfWhatIsOfferedPaysAndAnIdentifierInItCounts() {
        try (Gate gate = Gate.with("").sell(Offers.offer("shop", "echo"))) {
            JsonNode offered = Gate.header(gate.forwarded("/services/echo"), "PAYMENT-REQUIRED")
                    .path("extensions");
            ObjectNode plain = Payments.v2();
            plain.set("extensions", offered);
            assertThat(gate.pay("/services/echo", Payments.header(plain)).statusCode())
                    .isEqualTo(200);

            for (int expected : new int[] {200, 409}) {
                ObjectNode named = Payments.v2();
                named.set("extensions", offered.deepCopy());
                named.withObject("/extensions/payment-identifier/info").put("id", "pay_0123456789abcdef");
                assertThat(gate.pay("/services/echo", Payments.header(named)).statusCode())
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void whatIsAdvertisedIsWhatIsSettled() {
        try (StubAgent agent = new StubAgent();
                Gate gate = Gate.with("")
                        .sell(Offers.offer("shop", "agent")
                                .with("/spec/type", "'agent'")
                                .with("/status/agentResolution", SKILLS))) {
            agent.serves(gate, "agent");
            JsonNode advertised = Gate.header(gate.proxied("/services/agent"), "PAYMENT-REQUIRED")
                    .at("/accepts/0");
            agent.asks(gate, Map.of("PAYMENT-SIGNATURE", Payments.header(Payments.v2())));
            assertThat(gate.facilitator.settleCalls().getFirst().path("paymentRequirements"))
                    .isEqualTo(advertised);
        }
    }

    private static final String BROWSER = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0";

    @Test
    void aPersonsBrowserGetsAPageThatShowsAndRunsNothingFromOutside() {
        try (Gate gate = Gate.with("").sell(Offers.offer("shop", "page").with("/spec/payment/asset", EVIL_TOKEN))) {
            HttpResponse<String> page = gate.verify(
                    "/verify/shop/page",
                    Map.of(
                            "X-Forwarded-Uri",
                            "/services/page?x=<script>alert(1)</script>'\"",
                            "X-Forwarded-Host",
                            "a.example",
                            "Accept",
                            "text/html,application/xhtml+xml",
                            "User-Agent",
                            BROWSER));
            assertThat(page.statusCode()).isEqualTo(402);
            assertThat(page.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
            assertThat(page.headers().firstValue("Cache-Control")).contains("no-store");
            assertThat(page.headers()
                            .firstValue("Access-Control-Expose-Headers")
                            .orElseThrow())
                    .contains("PAYMENT-REQUIRED");
            assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                    .contains("default-src 'none'");
            JsonNode header = Gate.header(page, "PAYMENT-REQUIRED");
            assertThat(header.at("/accepts/0/amount").asText()).isEqualTo("1000");
            assertThat(header.at("/resource/url").asText()).endsWith("<script>alert(1)</script>'\"");
            assertThat(page.body())
                    .contains("0.001 &lt;b&gt;$")
                    .contains("&lt;script&gt;alert(1)&lt;/script&gt;&#39;&quot;")
                    .doesNotContain("<script")
                    .doesNotContain("<b>");
        }
    }

    private static final String EVIL_TOKEN = "{'address':'0x2222222222222222222222222222222222222222',"
            + "'symbol':'<b>$','decimals':6,'eip712Name':'E','eip712Version':'1'}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"*/*|Mozilla/5.0", "text/html|curl/8.5", "application/json|Mozilla/5.0", "text/html|x402-fetch"})
    void everyProgramGetsJson(String accept, String agent) {
        try (Gate gate = Gate.with("").sell(Offers.offer("shop", "echo"))) {
            HttpResponse<String> answer = gate.verify(
                    "/verify/shop/echo",
                    Map.of("X-Forwarded-Uri", "/services/echo", "Accept", accept, "User-Agent", agent));
            assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
            assertThat(Gate.json(answer.body()).path("x402Version").asInt()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/services/echo", "/services/echo?a=\"b\\c", "/services/echo/1", "/services/echo/12"})
    void whereverTheAddressStandsBothVersionsAreWholeJson(String uri) {
        try (Gate gate = Gate.with("").sell(Offers.offer("shop", "echo"))) {
            for (int i = 0; i < 2; i++) {
                HttpResponse<String> answer = gate.verify(
                        "/verify/shop/echo", Map.of("X-Forwarded-Uri", uri, "X-Forwarded-Host", "a.example"));
                JsonNode v2 = Gate.header(answer, "PAYMENT-REQUIRED");
                assertThat(v2.at("/resource/url").asText()).isEqualTo("https://a.example" + uri);
                assertThat(v2.path("error").asText()).isEqualTo("payment_required");
                assertThat(Gate.json(answer.body()).at("/accepts/0/resource").asText())
                        .isEqualTo("https://a.example" + uri);
            }
        }
    }

    @Test
    void fiveWaysToPayForAnAgentOfManySkillsStillFitTheHeader() {
        StringBuilder ways = new StringBuilder();
        for (String network : List.of("base-sepolia", "base", "polygon", "arbitrum", "avalanche")) {
            ways.append(ways.isEmpty() ? "[" : ",")
                    .append("{'network':'%s','payTo':'%s','price':{'perRequest':'0.001'}}"
                            .formatted(network, Offers.SELLER));
        }
        try (Gate gate = Gate.with("")
                .sell(Offers.offer("shop", "agent")
                        .with("/spec/type", "'agent'")
                        .with("/spec/payments", ways + "]")
                        .with("/spec/payment", "null")
                        .with("/status/agentResolution", SKILLS))) {
            HttpResponse<String> answer = gate.proxied("/services/agent?" + "z".repeat(200));
            assertThat(answer.headers().firstValue("PAYMENT-REQUIRED").orElseThrow())
                    .hasSizeLessThan(Challenge.MAX_HEADER);
            assertThat(Gate.header(answer, "PAYMENT-REQUIRED").path("accepts")).hasSize(5);
            assertThat(Gate.json(answer.body()).path("accepts")).hasSize(5);
        }
    }

    @Test
    void whereTheHeaderFillsUpExtensionsLeaveItBeforeWaysToPayDo() {
        Chain chain = Chains.find("base-sepolia").orElseThrow();
        Requirement way = new Requirement(
                chain, chain.usdc(), BigInteger.valueOf(1_000), Offers.SELLER, 300, new TreeMap<>(Map.of("a", "b")));
        boolean offered = true;
        int told = 0;
        for (int ways = 1; ways <= 12; ways++) {
            Terms terms = new Terms("/services/echo", "echo", Collections.nCopies(ways, way), true, false);
            Challenge challenge =
                    Challenge.of(terms, List.of("https://a.example/services/echo"), Problem.PAYMENT_REQUIRED, "");
            JsonNode header =
                    Gate.json(new String(Base64.getDecoder().decode(challenge.header()), StandardCharsets.UTF_8));
            assertThat(challenge.header()).hasSizeLessThan(Challenge.MAX_HEADER);
            assertThat(offered || !header.has("extensions")).isTrue();
            offered = header.has("extensions");
            told = header.path("accepts").size();
            assertThat(told == ways || !offered)
                    .as("%d of %d ways, extensions: %s", told, ways, offered)
                    .isTrue();
        }
        assertThat(offered).isFalse();
        assertThat(told).isBetween(6, 11);
    }
}
