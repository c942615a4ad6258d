package io.offerflow.dev.pay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddedFacilitatorTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final long NOW_SECONDS = NOW.getEpochSecond();

    private final EmbeddedFacilitator facilitator = EmbeddedFacilitator.start(0, () -> NOW);
    private final Buyer buyer = Buyer.random(new SecureRandom(), () -> NOW);
    private final HttpClient http = HttpClient.newHttpClient();

    EmbeddedFacilitatorTest() {
        mint(buyer.address(), 5_000);
    }

    @AfterEach
    void stop() {
        http.close();
        facilitator.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void settlingMovesTheAmountOnceAndTellsTheTransaction(int version) throws Exception {
        ObjectNode body = body(version);

        JsonNode verified = post("/verify", body);
        assertThat(verified.path("isValid").asBoolean()).isTrue();
        assertThat(verified.path("payer").asText()).isEqualTo(buyer.address());
        assertThat(balance(buyer.address())).isEqualTo(5_000);

        JsonNode settled = post("/settle", body);
        assertThat(settled.path("success").asBoolean()).isTrue();
        assertThat(settled.path("transaction").asText()).matches("0x[0-9a-f]{64}");
        assertThat(settled.path("network").asText()).isEqualTo(version == 1 ? "base-sepolia" : TestMoney.NETWORK);
        assertThat(balance(buyer.address())).isEqualTo(4_000);
        assertThat(balance(TestMoney.SELLER)).isEqualTo(1_000);

        JsonNode again = post("/settle", body);
        assertThat(again.path("success").asBoolean()).isFalse();
        assertThat(again.path("errorReason").asText()).isEqualTo("invalid_exact_evm_nonce_already_used");
        assertThat(post("/verify", body).path("invalidReason").asText())
                .isEqualTo("invalid_exact_evm_nonce_already_used");
        assertThat(balance(TestMoney.SELLER)).isEqualTo(1_000);
        assertThat(facilitator.verifyCalls()).isEqualTo(2);
        assertThat(facilitator.settleCalls()).isEqualTo(2);
    }

    @Test
    void ofConcurrentSettlesOfOnePaymentExactlyOneSucceeds() throws Exception {
        ObjectNode body = body(2);
        List<Callable<JsonNode>> calls = Stream.generate(() -> (Callable<JsonNode>) () -> post("/settle", body))
                .limit(8)
                .toList();

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var successes = threads.invokeAll(calls).stream()
                    .map(answer -> answer.resultNow().path("success").asBoolean())
                    .collect(Collectors.groupingBy(success -> success, Collectors.counting()));
            assertThat(successes).containsEntry(true, 1L).containsEntry(false, 7L);
        }
        assertThat(balance(TestMoney.SELLER)).isEqualTo(1_000);
    }

    @Test
    void transactionOfAPaymentIsTheSameInEveryRun() throws Exception {
        ObjectNode body = body(2);
        String transaction = post("/settle", body).path("transaction").asText();

        try (var other = EmbeddedFacilitator.start(0, () -> NOW)) {
            other.mint(TestMoney.NETWORK, TestMoney.USDC, buyer.address(), BigInteger.valueOf(1_000));
            assertThat(post(other, "/settle", body).path("transaction").asText())
                    .isEqualTo(transaction);
        }
    }

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
    void addressesCompareWithoutCase() throws Exception {
        ObjectNode body = body(2);
        required(body).put("payTo", TestMoney.SELLER.toLowerCase(Locale.ROOT));
        required(body).put("asset", TestMoney.USDC.toLowerCase(Locale.ROOT));

        assertThat(post("/settle", body).path("success").asBoolean()).isTrue();
        assertThat(balance(TestMoney.SELLER)).isEqualTo(1_000);
    }

    @Test
    void listsExactPaymentsOfBothProtocolVersions() throws Exception {
        var request = HttpRequest.newBuilder(facilitator.address().resolve("/supported"))
                .build();
        JsonNode supported =
                HeaderJson.parse(http.send(request, BodyHandlers.ofString()).body());

        assertThat(supported.path("kinds"))
                .contains(
                        JsonNodeFactory.instance
                                .objectNode()
                                .put("x402Version", 2)
                                .put("scheme", "exact")
                                .put("network", TestMoney.NETWORK),
                        JsonNodeFactory.instance
                                .objectNode()
                                .put("x402Version", 1)
                                .put("scheme", "exact")
                                .put("network", "base-sepolia"));
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

    private static Arguments refusal(String reason, int version, Consumer<ObjectNode> change) {
        return Arguments.of(reason, version, change);
    }

    private static ObjectNode required(ObjectNode body) {
        return (ObjectNode) body.path("paymentRequirements");
    }

    private static ObjectNode extra(ObjectNode body) {
        return (ObjectNode) required(body).path("extra");
    }

    private static ObjectNode payload(ObjectNode body) {
        return (ObjectNode) body.path("paymentPayload").path("payload");
    }

    private static ObjectNode authorization(ObjectNode body) {
        return (ObjectNode) payload(body).path("authorization");
    }

    private ObjectNode body(int version) {
        return body(TestMoney.requirement(version), buyer, version);
    }

    private static ObjectNode body(ObjectNode requirement, Buyer payer, int version) {
        ObjectNode payment =
                payer.sign(TestMoney.challenge(version, requirement)).payment();
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("x402Version", version);
        body.set("paymentPayload", payment);
        body.set("paymentRequirements", requirement.deepCopy());
        return body;
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

    private JsonNode post(String path, ObjectNode body) throws Exception {
        return post(facilitator, path, body);
    }

    private JsonNode post(EmbeddedFacilitator to, String path, ObjectNode body) throws Exception {
        var request = HttpRequest.newBuilder(to.address().resolve(path))
                .POST(BodyPublishers.ofString(body.toString()))
                .build();
        return HeaderJson.parse(http.send(request, BodyHandlers.ofString()).body());
    }

    private void mint(String address, long amount) {
        facilitator.mint(TestMoney.NETWORK, TestMoney.USDC, address, BigInteger.valueOf(amount));
    }

    private long balance(String address) {
        return facilitator.balance(TestMoney.NETWORK, TestMoney.USDC, address).longValueExact();
    }
}
