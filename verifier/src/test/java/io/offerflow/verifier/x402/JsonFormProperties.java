package io.offerflow.verifier.x402;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scan before the parser says what the parser would say, but for what it refuses on purpose. */
class JsonFormProperties {
    private static final String[] PIECES = {
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "\"a\"",
        "\"b\":",
        "1",
        "-",
        "0",
        ".5",
        "e",
        "E+2",
        "true",
        "false",
        "null",
        "nul",
        " ",
        "\n",
        "\t",
        "\\",
        "\\u0041",
        "\\n",
        "\\u12",
        "é",
        "€",
        "😀",
        "\u0000",
        "\u007f",
        "x",
        "\"a\":1,",
        "[1,",
        "{\"k\":"
    };

    @Provide
    Arbitrary<byte[]> almostJson() {
        return Arbitraries.of(PIECES).list().ofMaxSize(14).map(pieces -> String.join("", pieces)
                .getBytes(StandardCharsets.UTF_8));
    }

    @Provide
    Arbitrary<byte[]> mutated() {
        byte[] good = "{\"a\":[1,-2.5e3,\"\u00e9\\u20ac\",{\"b\":null,\"c\":[true,false]}],\"\ud83d\ude00\":\"\"}"
                .getBytes(StandardCharsets.UTF_8);
        return Arbitraries.integers().between(0, good.length - 1).flatMap(at -> Arbitraries.bytes()
                .map(value -> {
                    byte[] bytes = good.clone();
                    bytes[at] = value;
                    return bytes;
                }));
    }

    private static boolean parses(byte[] json) {
        try {
            // The parser lets overlong forms pass.
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json));
            return !Wire.STRICT.readTree(json).isMissingNode();
        } catch (IOException refused) {
            return String.valueOf(refused.getMessage()).startsWith("Duplicate field");
        }
    }

    private static void assertAgreement(byte[] json) {
        assertThat(JsonForm.flaw(json) == null)
                .as(new String(json, StandardCharsets.UTF_8))
                .isEqualTo(parses(json));
    }

    @Property(tries = 5_000)
    void piecesOfJsonAreJudgedAsTheParserDoes(@ForAll("almostJson") byte[] json) {
        assertAgreement(json);
    }

    @Property(tries = 5_000)
    void oneWrongByteIsJudgedAsTheParserDoes(@ForAll("mutated") byte[] json) {
        assertAgreement(json);
    }

    @Property
    void whatPassesIsParsed(@ForAll byte[] bytes) {
        if (JsonForm.flaw(bytes) == null) {
            assertThat(parses(bytes)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\\ud800\"",
                "\"\\ud800\\ud800\"",
                "\"\\udc00\"",
                "\"\\ud800x\"",
                "1e99999",
                "NaN",
                "+1",
                "01",
                "1.",
                "'a'",
                "/**/1",
                "[1,]",
                "{\"a\":1,}",
                "\ufeff1",
                ""
            })
    void noDocumentThatTwoReadersCouldSeeDifferently(String json) {
        assertThat(JsonForm.flaw(json.getBytes(StandardCharsets.UTF_8))).isNotNull();
    }

    @Test
    void depthAndEncodingHaveTheirOwnNames() {
        String deep = "[".repeat(33) + "]".repeat(33);
        assertThat(JsonForm.flaw(deep.getBytes(StandardCharsets.UTF_8))).isEqualTo(Flaw.TOO_DEEP);
        assertThat(JsonForm.flaw(deep.substring(1, 65).getBytes(StandardCharsets.UTF_8)))
                .isNull();
        assertThat(JsonForm.flaw(new byte[] {'"', (byte) 0xc0, (byte) 0x80, '"'}))
                .isEqualTo(Flaw.NOT_UTF8);
        assertThat(JsonForm.flaw(new byte[] {'"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"'}))
                .isEqualTo(Flaw.NOT_UTF8);
        assertThat(JsonForm.flaw(new byte[] {'"', (byte) 0xf4, (byte) 0x90, (byte) 0x80, (byte) 0x80, '"'}))
                .isEqualTo(Flaw.NOT_UTF8);
        assertThat(JsonForm.flaw("\"é€😀\"".getBytes(StandardCharsets.UTF_16))).isEqualTo(Flaw.NOT_JSON);
    }

    @Property
    void base64OfEitherAlphabetPaddedOrNotGivesTheBytes(@ForAll byte[] bytes) {
        assertThat(Base64Text.decode(Base64.getEncoder().encodeToString(bytes))).isEqualTo(bytes);
        assertThat(Base64Text.decode(Base64.getEncoder().withoutPadding().encodeToString(bytes)))
                .isEqualTo(bytes);
        assertThat(Base64Text.decode(Base64.getUrlEncoder().encodeToString(bytes)))
                .isEqualTo(bytes);
        assertThat(Base64Text.decode(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes)))
                .isEqualTo(bytes);
    }

    @Property
    void whatIsTakenForBase64IsWhatEveryDecoderTakes(@ForAll String text) {
        byte[] decoded = Base64Text.decode(text);
        if (decoded != null) {
            boolean urlSafe = text.contains("-") || text.contains("_");
            assertThat((urlSafe ? Base64.getUrlDecoder() : Base64.getDecoder()).decode(text))
                    .isEqualTo(decoded);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A",
                "AAAAA",
                "AA=",
                "AAA==",
                "AAAA=",
                "=",
                "====",
                "AA==AA==",
                "A A=",
                "AAAA\n",
                "+-AA",
                "_/AA",
                "AB==",
                "AAB=",
                "ÿÿÿÿ",
                "€€€€",
                "AA=A"
            })
    void whatIsNotExactlyBase64IsNone(String text) {
        assertThat(Base64Text.decode(text)).isNull();
    }
}
