package io.offerflow.verifier;

import static io.offerflow.verifier.Gate.json;
import static io.offerflow.verifier.Gate.reason;
import static io.offerflow.verifier.Offers.offer;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Payments that can be refused without asking anybody. */
class PaymentHeaderTest {
    private static Gate gate;

    @BeforeAll
    static void start() {
        gate = Gate.with("").sell(offer("shop", "echo"));
    }

    @AfterAll
    static void stop() {
        assertThat(gate.facilitator.verifyCalls())
                .as("calls for payments that fail local checks")
                .isEmpty();
        gate.close();
    }

    private static HttpResponse<String> pay(String header) {
        return gate.pay("/services/echo", header);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    static Stream<Arguments> malformed() {
        String good = Payments.v2().toString();
        return Stream.of(
                Arguments.of("not base64", "!!!"),
                Arguments.of("base64 with spaces", base64(good).replaceFirst("(.{20})", "$1 ")),
                Arguments.of("not JSON", base64("hello")),
                Arguments.of("JSON of another kind", base64("[1]")),
                Arguments.of("two documents", base64(good + "{}")),
                Arguments.of("duplicate key", base64(good.replaceFirst("\\{", "{\"x402Version\":1,"))),
                Arguments.of("too deep", base64("{\"a\":" + "[".repeat(50) + "]".repeat(50) + "}")),
                Arguments.of(
                        "bad UTF-8", Base64.getEncoder().encodeToString(new byte[] {'{', '"', (byte) 0xc3, '"', '}'})),
                Arguments.of("too long", base64("{\"a\":\"" + "x".repeat(16_384) + "\"}")),
                Arguments.of("version 3", base64(good.replace("\"x402Version\":2", "\"x402Version\":3"))),
                Arguments.of("version as text", base64(good.replace("\"x402Version\":2", "\"x402Version\":\"2\""))),
                Arguments.of("no payload", base64(good.replace("\"payload\"", "\"load\""))),
                Arguments.of("no accepted", base64(good.replace("\"accepted\"", "\"taken\""))),
                Arguments.of("amount as number", base64(good.replace("\"amount\":\"1000\"", "\"amount\":1000"))),
                Arguments.of("signed value", base64(good.replace("\"value\":\"1000\"", "\"value\":\"+1000\""))),
                Arguments.of("leading zero", base64(good.replace("\"value\":\"1000\"", "\"value\":\"01000\""))),
                Arguments.of("hexadecimal value", base64(good.replace("\"value\":\"1000\"", "\"value\":\"0x3e8\""))),
                Arguments.of("short nonce", base64(good.replaceFirst("\"nonce\":\"0x00", "\"nonce\":\"0x"))),
                Arguments.of(
                        "short signature", base64(good.replaceFirst("\"signature\":\"0x..", "\"signature\":\"0x"))),
                Arguments.of(
                        "half a byte of signature",
                        base64(good.replaceFirst("\"signature\":\"0x", "\"signature\":\"0x1"))),
                Arguments.of("half a surrogate pair", base64(good.replace("0x036C", "\\ud800"))),
                Arguments.of("no signature", base64(good.replace("\"signature\"", "\"sig\""))),
                Arguments.of("no payer", base64(good.replace(Payments.PAYER, ""))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformed")
    void aMalformedPaymentReturns400AndSaysWhatToDo(String what, String header) {
        HttpResponse<String> answer = pay(header);
        assertThat(answer.statusCode()).isEqualTo(400);
        JsonNode body = json(answer.body());
        assertThat(body.path("reason").asText()).isEqualTo("invalid_payment_header");
        assertThat(body.path("error").asText()).isNotEmpty();
        assertThat(body.path("hint").asText()).isNotEmpty();
        assertThat(body.path("retriable").asBoolean(true)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "scheme,upto,no_matching_requirement",
        "network,eip155:8453,no_matching_requirement",
        "network,base,no_matching_requirement",
        "network,solana,no_matching_requirement",
        "amount,1,no_matching_requirement",
        "amount,1001,no_matching_requirement",
        "amount,01000,no_matching_requirement",
        "asset,0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913,no_matching_requirement",
        "payTo,0x70997970C51812dc3A010C7d01b50e0d17dc79C8,no_matching_requirement",
    })
    void whatWasAcceptedMustBeExactlyWhatIsAsked(String field, String value, String reason) {
        ObjectNode payment = Payments.v2();
        ((ObjectNode) payment.path("accepted")).put(field, value);
        HttpResponse<String> answer = pay(Payments.header(payment));
        assertThat(answer.statusCode()).isEqualTo(402);
        assertThat(reason(answer)).isEqualTo(reason);
    }

    @ParameterizedTest
    @CsvSource({
        "to,0x70997970C51812dc3A010C7d01b50e0d17dc79C8,pays somebody else",
        "value,999,not over exactly",
        "value,1001,not over exactly",
        "validAfter,1780272001,not valid yet",
        "validBefore,1780272005,ends too soon",
        "validBefore,0,ends too soon",
    })
    void theSignedTransferIsWhatCountsNotWhatIsClaimed(String field, String value, String sentence) {
        ObjectNode payment = Payments.v2();
        Payments.authorization(payment).put(field, value);
        HttpResponse<String> answer = pay(Payments.header(payment));
        assertThat(answer.statusCode()).isEqualTo(402);
        assertThat(reason(answer)).isEqualTo("payment_invalid");
        assertThat(json(answer.body()).path("error").asText()).contains(sentence);
    }

    @ParameterizedTest
    @CsvSource({"to,0x70997970C51812dc3A010C7d01b50e0d17dc79C8", "value,999"})
    void version1IsMatchedByTheSignedTransfer(String field, String value) {
        ObjectNode payment = Payments.v1();
        Payments.authorization(payment).put(field, value);
        assertThat(reason(pay(Payments.header(payment)))).isEqualTo("no_matching_requirement");
    }

    @Test
    void otherKindsOfPayloadAreNotTaken() {
        ObjectNode payment = Payments.v2();
        ((ObjectNode) payment.path("payload")).remove("authorization");
        ((ObjectNode) payment.path("payload")).put("delegationManager", Payments.USDC);
        HttpResponse<String> answer = pay(Payments.header(payment));
        assertThat(answer.statusCode()).isEqualTo(402);
        assertThat(reason(answer)).isEqualTo("unsupported_payload_type");
    }

    @Test
    void twoPaymentHeadersOfOneKindAreRefused() {
        String payment = Payments.header(Payments.v2());
        assertThat(gate.raw("GET /verify/shop/echo HTTP/1.1\r\nHost: x\r\nPAYMENT-SIGNATURE: " + payment
                        + "\r\nPAYMENT-SIGNATURE: " + payment + "\r\n\r\n"))
                .isEqualTo("400");
    }

    @Test
    void aBlankPaymentHeaderIsNone() {
        assertThat(reason(pay(""))).isEqualTo("payment_required");
    }
}
