package io.offerflow.verifier;

import static io.offerflow.verifier.Gate.header;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

/** Static routes: what they override, and verifyOnly. */
class PerRouteOverridesTest {
    private static final String OTHER = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
    private static final String YAML =
            """
            wallet: "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC"
            chain: base-sepolia
            routes:
            - {pattern: "/plain/*", price: "0.001"}
            - {pattern: "/payee/*", price: "0.001", payTo: "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"}
            - {pattern: "/chain/*", price: "0.001", network: base, description: "On mainnet"}
            - {pattern: "/token/*", price: "0.5", assetAddress: "0x1111111111111111111111111111111111111111", assetSymbol: TOK,
               assetDecimals: 18, eip712Name: Token, eip712Version: "1", maxTimeoutSeconds: 60}
            """;

    private static JsonNode accepted(Gate gate, String path) {
        return header(gate.forwarded(path), "PAYMENT-REQUIRED").at("/accepts/0");
    }

    @Test
    void perRoutePayToUsesTheRoutesWalletAndOthersTheGlobalOne() {
        try (Gate gate = Gate.with(YAML)) {
            assertThat(accepted(gate, "/payee/x").path("payTo").asText()).isEqualTo(OTHER);
            assertThat(accepted(gate, "/plain/x").path("payTo").asText()).isEqualTo(Offers.SELLER);
        }
    }

    @Test
    void perRouteNetworkResolvesTheRightChain() {
        try (Gate gate = Gate.with(YAML)) {
            JsonNode mainnet = accepted(gate, "/chain/x");
            assertThat(mainnet.path("network").asText()).isEqualTo("eip155:8453");
            assertThat(mainnet.path("asset").asText()).isEqualTo("0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913");
            assertThat(mainnet.at("/extra/name").asText()).isEqualTo("USD Coin");
            assertThat(accepted(gate, "/plain/x").path("network").asText()).isEqualTo("eip155:84532");
        }
    }

    @Test
    void perRouteAssetsHaveTheirOwnDigitsDomainAndTimeout() {
        try (Gate gate = Gate.with(YAML)) {
            JsonNode token = accepted(gate, "/token/x");
            assertThat(token.path("amount").asText()).isEqualTo("500000000000000000");
            assertThat(token.path("asset").asText()).isEqualTo("0x" + "1".repeat(40));
            assertThat(token.at("/extra/version").asText()).isEqualTo("1");
            assertThat(token.path("maxTimeoutSeconds").asInt()).isEqualTo(60);
        }
    }

    @Test
    void perRoutePayToWithAValidPaymentPasses() {
        try (Gate gate = Gate.with(YAML)) {
            String toOther = Payments.header(Payments.v2("eip155:84532", "1000", Payments.USDC, OTHER));
            assertThat(gate.pay("/payee/x", toOther).statusCode()).isEqualTo(200);
            assertThat(gate.pay("/plain/x", Payments.header(Payments.v2("eip155:84532", "1000", Payments.USDC, OTHER)))
                            .statusCode())
                    .isEqualTo(402);
        }
    }

    @Test
    void verifyOnlySkipsTheSettlementAndStillTakesAPaymentOnce() {
        try (Gate gate = Gate.with("verifyOnly: true\n" + YAML)) {
            String payment = Payments.header(Payments.v2());
            var answer = gate.pay("/plain/x", payment);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("PAYMENT-RESPONSE")).isEmpty();
            assertThat(answer.headers().firstValue("X-Payment-Payer")).contains(Payments.PAYER);
            assertThat(gate.facilitator.verifyCalls()).hasSize(1);
            assertThat(gate.facilitator.settleCalls()).isEmpty();
            assertThat(Gate.reason(gate.pay("/plain/x", payment))).isEqualTo("payment_already_used");
            assertThat(gate.metrics()).doesNotContain("charged_requests");
        }
    }

    @Test
    void verifyOnlyDoesNotConcernOffers() {
        try (Gate gate = Gate.with("verifyOnly: true\n" + YAML).sell(Offers.offer("shop", "echo"))) {
            assertThat(gate.pay("/services/echo", Payments.header(Payments.v2()))
                            .statusCode())
                    .isEqualTo(200);
            assertThat(gate.facilitator.settleCalls()).hasSize(1);
        }
    }
}
