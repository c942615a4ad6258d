package io.offerflow.verifier.x402;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offerflow.verifier.x402.Payment.Accepted;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads a payment header strictly, in either version, whichever of the two headers carried it. What is not a payment costs less than a
 * challenge: nobody makes the gate slow by sending nonsense.
 */
public final class PaymentReader {
    /** Characters of base64. */
    public static final int MAX_HEADER = 16_384;

    private static final String EIP3009 = "authorization";
    private static final String PERMIT2 = "permit2Authorization";
    private static final String SIGNATURE = "signature";
    private static final int KEY_SIGNATURE_LENGTH = 2 + 65 * 2;

    private PaymentReader() {}

    public static Reading read(String header) {
        if (header.length() > MAX_HEADER) {
            return malformed(Flaw.HEADER_TOO_LONG);
        }
        byte[] json = Base64Text.decode(header);
        if (json == null) {
            return malformed(Flaw.NOT_BASE64);
        }
        Flaw flaw = JsonForm.flaw(json);
        return flaw == null ? parse(json) : malformed(flaw);
    }

    private static Reading parse(byte[] json) {
        try {
            return Wire.STRICT.readTree(json) instanceof ObjectNode object
                    ? read(object)
                    : malformed(Flaw.NOT_AN_OBJECT);
        } catch (JsonProcessingException twice) {
            return malformed(Flaw.DUPLICATE_KEY);
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
    }

    private static Reading read(ObjectNode body) {
        JsonNode version = body.path("x402Version");
        int number = version.isInt() ? version.intValue() : 0;
        if (number != Wire.V1 && number != Wire.V2) {
            return malformed(Flaw.VERSION);
        }
        if (!(body.path("payload") instanceof ObjectNode payload)) {
            return malformed(Flaw.PAYLOAD);
        }
        if (payload.has(EIP3009) && payload.has(PERMIT2)) {
            return malformed(Flaw.AMBIGUOUS_PAYLOAD);
        }
        Fields fields = new Fields();
        JsonNode choice = number == Wire.V1 ? body : fields.object(body, "accepted", Flaw.ACCEPTED);
        String scheme = fields.text(choice, "scheme", Flaw.SCHEME);
        String network = fields.text(choice, "network", Flaw.NETWORK);
        Accepted accepted = number == Wire.V1 ? null : accepted(fields, choice);
        Optional<Authorization> authorization = authorization(fields, payload);
        Flaw flaw = fields.flaw();
        return flaw == null
                ? new Reading.Read(new Payment(number, body, scheme, network, accepted, authorization))
                : malformed(flaw);
    }

    private static Accepted accepted(Fields fields, JsonNode accepted) {
        return new Accepted(
                fields.text(accepted, "amount", Flaw.AMOUNT),
                fields.text(accepted, "asset", Flaw.ASSET),
                fields.text(accepted, "payTo", Flaw.PAY_TO));
    }

    private static Optional<Authorization> authorization(Fields fields, ObjectNode payload) {
        if (payload.has(EIP3009)) {
            return Optional.of(eip3009(fields, payload.path(EIP3009), signature(fields, payload)));
        }
        if (payload.has(PERMIT2)) {
            return Optional.of(permit2(fields, payload.path(PERMIT2), signature(fields, payload)));
        }
        return Optional.empty();
    }

    private static Authorization eip3009(Fields fields, JsonNode a, String signature) {
        return new Authorization.Eip3009(
                fields.address(a, "from", Flaw.FROM).toLowerCase(Locale.ROOT),
                fields.address(a, "to", Flaw.TO),
                fields.uint(a, "value", Flaw.VALUE),
                fields.uint(a, "validAfter", Flaw.VALID_AFTER),
                fields.uint(a, "validBefore", Flaw.VALID_BEFORE),
                fields.word(a, "nonce", Flaw.NONCE),
                signature);
    }

    private static Authorization permit2(Fields fields, JsonNode p, String signature) {
        fields.address(p, "spender", Flaw.SPENDER);
        return new Authorization.Permit2(
                fields.address(p, "from", Flaw.FROM).toLowerCase(Locale.ROOT),
                fields.address(p.path("witness"), "to", Flaw.WITNESS_TO),
                fields.address(p.path("permitted"), "token", Flaw.PERMITTED_TOKEN),
                fields.uint(p.path("permitted"), "amount", Flaw.PERMITTED_AMOUNT),
                fields.uint(p.path("witness"), "validAfter", Flaw.WITNESS_VALID_AFTER),
                fields.uint(p, "deadline", Flaw.DEADLINE),
                fields.uint(p, "nonce", Flaw.PERMIT2_NONCE).toString(),
                signature);
    }

    /** Also puts the normalised form into the payload, which goes to the facilitator. */
    private static String signature(Fields fields, ObjectNode payload) {
        String sent = fields.signature(payload, SIGNATURE, Flaw.SIGNATURE);
        String signature = normalised(sent);
        if (!signature.equals(sent)) {
            payload.put(SIGNATURE, signature);
        }
        return signature;
    }

    /** Some wallets write the recovery byte as 0 or 1; contracts and facilitators want 27 or 28. */
    private static String normalised(String signature) {
        if (signature.length() != KEY_SIGNATURE_LENGTH) {
            return signature;
        }
        String head = signature.substring(0, KEY_SIGNATURE_LENGTH - 2);
        return switch (signature.substring(KEY_SIGNATURE_LENGTH - 2)) {
            case "00" -> head + "1b";
            case "01" -> head + "1c";
            default -> signature;
        };
    }

    private static Reading malformed(Flaw flaw) {
        return new Reading.Malformed(flaw);
    }
}
