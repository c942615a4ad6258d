package io.offerflow.dev.pay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each refusal has the word that official facilitators use. */
class EmbeddedFacilitatorRefusalsTest extends OnEmbeddedFacilitator {
    private static final long NOW_SECONDS = NOW.getEpochSecond();

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void refusesWithTheOfficialReasonAndMovesNothing(String reason, int version, Consumer<ObjectNode> change)
            throws Exception {
        ObjectNode body = body(version);
        change.accept(body);

        assertThat(post("/verify", body).path("invalidReason").asText()).isEqualTo(reason);
        JsonNode settled = post("/settle", body);
        assertThat(settled.path("success").asBoolean(true)).isFalse();
        assertThat(settled.path("errorReason").asText()).isEqualTo(reason);
        assertThat(balance(buyer.address())).isEqualTo(5_000);
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                refusal("invalid_exact_evm_scheme", 2, body -> required(body).put("scheme", "upto")),
                refusal("invalid_exact_evm_network_mismatch", 2, body -> required(body)
                        .put("network", "eip155:8453")),
                refusal("invalid_exact_evm_network_mismatch", 1, body -> required(body)
                        .put("network", "base")),
                refusal("invalid_exact_evm_missing_eip712_domain", 2, body -> required(body)
                        .putObject("extra")),
                refusal("invalid_exact_evm_signature", 2, body -> authorization(body)
                        .put("value", "1001")),
                refusal("invalid_exact_evm_signature", 2, body -> payload(body).put("signature", "0x12")),
                refusal("invalid_exact_evm_signature", 2, body -> extra(body).put("name", "USD Coin")),
                refusal("invalid_exact_evm_recipient_mismatch", 2, body -> required(body)
                        .put("payTo", TestMoney.ANVIL_1)),
                refusal("invalid_exact_evm_payload_authorization_value_mismatch", 2, body -> required(body)
                        .put("amount", "2000")),
                refusal("invalid_exact_evm_authorization_value", 1, body -> required(body)
                        .put("maxAmountRequired", "2000")),
                refusal("invalid_payload", 2, body -> authorization(body).put("value", "-1")),
                refusal("invalid_payload", 2, body -> payload(body).remove("signature")),
                refusal("invalid_payment_requirements", 2, body -> required(body)
                        .put("amount", "1e3")),
                refusal("unsupported_payload_type", 2, body -> payload(body).putObject("permit2Authorization")),
                refusal("invalid_x402_version", 2, body -> body.put("x402Version", 3)));
    }

    private static Arguments refusal(String reason, int version, Consumer<ObjectNode> change) {
        return Arguments.of(reason, version, change);
    }

    @Test
    void refusesAnAuthorizationThatEndsBeforeASettlementCould() throws Exception {
        assertThat(reason(signed(0, NOW_SECONDS + 5)))
                .isEqualTo("invalid_exact_evm_payload_authorization_valid_before");
        assertThat(reason(signed(0, NOW_SECONDS + 6))).isEmpty();
    }

    @Test
    void refusesAnAuthorizationThatIsNotValidYet() throws Exception {
        assertThat(reason(signed(NOW_SECONDS + 1, NOW_SECONDS + 60)))
                .isEqualTo("invalid_exact_evm_payload_authorization_valid_after");
        assertThat(reason(signed(NOW_SECONDS, NOW_SECONDS + 60))).isEmpty();
    }

    @Test
    void refusesABuyerWithTooLittle() throws Exception {
        Buyer poor = Buyer.random(new SecureRandom(), () -> NOW);
        mint(poor.address(), 999);
        ObjectNode body = body(TestMoney.requirement(2), poor, 2);

        assertThat(reason(body)).isEqualTo("invalid_exact_evm_insufficient_balance");
        mint(poor.address(), 1);
        assertThat(reason(body)).isEmpty();
    }

    @Test
    void refusesATokenSignedUnderAnotherNameThanItsContractHas() throws Exception {
        ObjectNode requirement = TestMoney.requirement(2);
        ((ObjectNode) requirement.path("extra")).put("name", "USD Coin");

        assertThat(reason(body(requirement, buyer, 2))).isEqualTo("invalid_exact_evm_token_name_mismatch");
    }

    @Test
    void refusesAnAssetThatNobodyWasEverGiven() throws Exception {
        ObjectNode requirement = TestMoney.requirement(2).put("asset", TestMoney.SELLER);

        assertThat(reason(body(requirement, buyer, 2))).isEqualTo("asset_not_deployed_contract");
    }

    @Test
    void refusesASignatureWhoseLastByteATokenContractWouldNotTake() throws Exception {
        ObjectNode body = body(2);
        String signature = payload(body).path("signature").asText();
        int v = Integer.parseInt(signature.substring(130), 16);
        payload(body).put("signature", signature.substring(0, 130) + "%02x".formatted(v - 27));

        assertThat(reason(body)).isEqualTo("invalid_exact_evm_transaction_simulation_failed");
    }

    @Test
    void bodyThatIsNotJsonIsRefusedAsJson() throws Exception {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(facilitator.address().resolve("/verify"))
                        .POST(BodyPublishers.ofString("{"))
                        .build(),
                BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(HeaderJson.parse(answer.body()).path("isValid").asBoolean(true))
                .isFalse();
    }

    private static ObjectNode extra(ObjectNode body) {
        return (ObjectNode) required(body).path("extra");
    }

    private static ObjectNode authorization(ObjectNode body) {
        return (ObjectNode) payload(body).path("authorization");
    }

    /** A payment whose time window is as given, in Unix seconds. */
    private ObjectNode signed(long validAfter, long validBefore) {
        ObjectNode body = body(2);
        var authorization = new Authorization(
                buyer.address(),
                TestMoney.SELLER,
                BigInteger.valueOf(1_000),
                BigInteger.valueOf(validAfter),
                BigInteger.valueOf(validBefore),
                "0x" + "22".repeat(32));
        var token = new TokenDomain("USDC", "2", BigInteger.valueOf(84_532), TestMoney.USDC);
        payload(body).put("signature", buyer.sign(authorization, token));
        payload(body).set("authorization", authorization.json());
        return body;
    }

    private String reason(ObjectNode body) throws Exception {
        return post("/verify", body).path("invalidReason").asText();
    }
}
