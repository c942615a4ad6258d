package io.offerflow.dev.pay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Money moves once. */
class EmbeddedFacilitatorTest extends OnEmbeddedFacilitator {
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

    @Test
    void everyTransferIsRecordedOnceWithATransactionOfItsOwn() throws Exception {
        ObjectNode first = body(2);
        ObjectNode second = body(2);
        for (ObjectNode body : List.of(first, first, second)) {
            post("/settle", body);
        }
        assertThat(facilitator.transfers())
                .extracting(TokenTransfer::nonce)
                .containsExactly(nonce(first), nonce(second));
        assertThat(facilitator.transfers()).allSatisfy(transfer -> {
            assertThat(transfer.from()).isEqualTo(buyer.address());
            assertThat(transfer.to()).isEqualTo(TestMoney.SELLER);
            assertThat(transfer.value()).isEqualTo(1_000);
        });
        assertThat(facilitator.transfers())
                .extracting(TokenTransfer::transaction)
                .doesNotHaveDuplicates();
    }

    @Test
    void settlingAgainIsAnsweredAlikeWhereItIsToldToAndMovesNothing() throws Exception {
        ObjectNode body = body(2);
        facilitator.answerRepeats(true);
        JsonNode settled = post("/settle", body);
        assertThat(post("/settle", body)).isEqualTo(settled);
        assertThat(facilitator.transfers()).hasSize(1);
        assertThat(post("/verify", body).path("isValid").asBoolean()).isFalse();
    }

    private static String nonce(ObjectNode body) {
        return body.at("/paymentPayload/payload/authorization/nonce").asText();
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
}
