package io.offerflow.verifier.x402;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offerflow.api.Json;
import io.offerflow.verifier.Payments;
import io.offerflow.verifier.x402.Authorization.Eip3009;
import io.offerflow.verifier.x402.Authorization.Permit2;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever is sent is a payment or has a flaw; it never ends in an exception. */
class PaymentReaderProperties {
    private static final String MAX_UINT =
            "115792089237316195423570985008687907853269984665640564039457584007913129639935";

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static Flaw flaw(ObjectNode payment) {
        return PaymentReader.read(Payments.header(payment)) instanceof Reading.Malformed malformed
                ? malformed.flaw()
                : null;
    }

    private static Payment payment(ObjectNode sent) {
        return ((Reading.Read) PaymentReader.read(Payments.header(sent))).payment();
    }

    static ObjectNode permit2() {
        ObjectNode payment = Payments.v2();
        ObjectNode payload = (ObjectNode) payment.path("payload");
        payload.remove("authorization");
        ObjectNode permit = payload.putObject("permit2Authorization");
        permit.put("from", Payments.PAYER)
                .put("spender", "0x402085c248EeA27D92E8b30b2C58ed07f9E20001")
                .put("nonce", "7")
                .put("deadline", "4102444800");
        permit.putObject("permitted").put("token", Payments.USDC).put("amount", "1000");
        permit.putObject("witness").put("to", Payments.PAYER).put("validAfter", "3");
        return payment;
    }

    @Property
    void anyHeaderHasAVerdict(@ForAll String header) {
        assertThat(PaymentReader.read(header)).isInstanceOf(Reading.Malformed.class);
    }

    @Property
    void anyBytesHaveAVerdict(@ForAll byte[] bytes) {
        assertThat(PaymentReader.read(base64(bytes))).isInstanceOf(Reading.Malformed.class);
    }

    @Property(tries = 3_000)
    void aPaymentWithOneByteChangedHasAVerdict(@ForAll("positions") double at, @ForAll byte value) {
        for (ObjectNode good : List.of(Payments.v1(), permit2())) {
            byte[] bytes = good.toString().getBytes(StandardCharsets.UTF_8);
            bytes[(int) (at * bytes.length)] = value;
            assertThat(PaymentReader.read(base64(bytes))).isNotNull();
        }
    }

    @Provide
    Arbitrary<Double> positions() {
        return Arbitraries.doubles().between(0, true, 1, false);
    }

    @Property
    void whatWasEncodedIsWhatIsRead(
            @ForAll @Size(20) byte[] from,
            @ForAll @Size(20) byte[] to,
            @ForAll @BigRange(min = "0", max = MAX_UINT) BigInteger value,
            @ForAll @BigRange(min = "0", max = MAX_UINT) BigInteger before,
            @ForAll @Size(32) byte[] nonce) {
        ObjectNode sent = Payments.v2();
        Payments.authorization(sent)
                .put("from", hex(from).toUpperCase(Locale.ROOT).replace('X', 'x'))
                .put("to", hex(to))
                .put("value", value.toString())
                .put("validBefore", before.toString())
                .put("nonce", hex(nonce));
        Eip3009 read = (Eip3009) payment(sent).authorization().orElseThrow();
        assertThat(read)
                .isEqualTo(new Eip3009(
                        hex(from),
                        hex(to),
                        value,
                        BigInteger.ZERO,
                        before,
                        hex(nonce),
                        sent.at("/payload/signature").asText()));
    }

    @Property
    void fieldsThatNobodyKnowsReachTheFacilitator(@ForAll String name, @ForAll String text) throws IOException {
        ObjectNode sent = Payments.v2();
        ((ObjectNode) sent.path("payload")).put("x-" + name, text);
        sent.putObject("extensions").put(name, text).put("n", new BigInteger("9".repeat(90)));
        byte[] header = Json.mapper().writeValueAsBytes(sent);
        if (PaymentReader.read(base64(header)) instanceof Reading.Read read) {
            byte[] order = Wire.bytes(json -> json.writeTree(read.payment().body()));
            JsonNode expected = Wire.STRICT.readTree(header);
            assertThat(Wire.STRICT.readTree(order)).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/payload/authorization/from,0x12,FROM",
        "/payload/authorization/to,'',TO",
        "/payload/authorization/value,1.5,VALUE",
        "/payload/authorization/value,٣,VALUE",
        "/payload/authorization/value,115792089237316195423570985008687907853269984665640564039457584007913129639936,VALUE",
        "/payload/authorization/validAfter,-1,VALID_AFTER",
        "/payload/authorization/validBefore,1e9,VALID_BEFORE",
        "/payload/authorization/nonce,0x11,NONCE",
        "/payload/signature,0x1234,SIGNATURE",
        "/accepted/amount,,AMOUNT",
        "/accepted/asset,,ASSET",
        "/accepted/payTo,,PAY_TO",
        "/accepted/scheme,,SCHEME",
        "/accepted/network,,NETWORK",
    })
    void everyFieldHasItsOwnReason(String pointer, String value, Flaw flaw) {
        assertThat(flaw(with(Payments.v2(), pointer, value))).isEqualTo(flaw);
    }

    @ParameterizedTest
    @CsvSource({
        "/payload/permit2Authorization/from,1,FROM",
        "/payload/permit2Authorization/spender,1,SPENDER",
        "/payload/permit2Authorization/nonce,0x1,PERMIT2_NONCE",
        "/payload/permit2Authorization/deadline,,DEADLINE",
        "/payload/permit2Authorization/permitted/token,,PERMITTED_TOKEN",
        "/payload/permit2Authorization/permitted/amount,01,PERMITTED_AMOUNT",
        "/payload/permit2Authorization/witness/to,,WITNESS_TO",
        "/payload/permit2Authorization/witness/validAfter,,WITNESS_VALID_AFTER",
        "/payload/permit2Authorization/witness,,WITNESS_TO",
        "/payload/signature,,SIGNATURE",
        "/payload/authorization,1,AMBIGUOUS_PAYLOAD",
    })
    void everyFieldOfAPermitHasItsOwnReason(String pointer, String value, Flaw flaw) {
        assertThat(flaw(with(permit2(), pointer, value))).isEqualTo(flaw);
    }

    @Property(tries = 1)
    void aPermitIsReadWithItsWitnessAndDeadline() {
        Permit2 read = (Permit2) payment(permit2()).authorization().orElseThrow();
        assertThat(read.to()).isEqualTo(Payments.PAYER);
        assertThat(read.token()).isEqualTo(Payments.USDC);
        assertThat(read.value()).isEqualTo(1000);
        assertThat(read.validAfter()).isEqualTo(3);
        assertThat(read.validBefore()).isEqualTo(4_102_444_800L);
        assertThat(read.nonce()).isEqualTo("7");
    }

    private static ObjectNode with(ObjectNode payment, String pointer, String value) {
        int last = pointer.lastIndexOf('/');
        ObjectNode parent = (ObjectNode) payment.at(pointer.substring(0, last));
        if (value == null) {
            parent.put(pointer.substring(last + 1), 1000);
        } else {
            parent.put(pointer.substring(last + 1), value);
        }
        return payment;
    }

    private static String hex(byte[] bytes) {
        return "0x" + HexFormat.of().formatHex(bytes);
    }
}
