package io.offerflow.verifier.x402;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offerflow.verifier.x402.Payment.Accepted;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads a payment header strictly, in either version, whichever of the two headers carried it. */
public final class PaymentReader {
    /** Characters of base64. */
    public static final int MAX_HEADER = 16_384;

    private static final Pattern UINT = Pattern.compile("0|[1-9][0-9]{0,77}");
    private static final Pattern ADDRESS = Pattern.compile("0x[0-9a-fA-F]{40}");
    private static final Pattern NONCE = Pattern.compile("0x[0-9a-fA-F]{64}");
    /** 65 bytes from a key, more from a contract wallet. */
    private static final Pattern SIGNATURE = Pattern.compile("0x([0-9a-fA-F]{2}){65,}");

    private static final int EOA_SIGNATURE_LENGTH = 2 + 65 * 2;

    /** The header is not a payment. The message says what is wrong without repeating what was sent. */
    public static final class MalformedException extends Exception {
        private static final long serialVersionUID = 1L;

        MalformedException(String message) {
            super(message);
        }

        /** Always present. */
        public String sentence() {
            return String.valueOf(getMessage());
        }
    }

    private PaymentReader() {}

    public static Payment read(String header) throws MalformedException {
        ObjectNode body = object(decode(header));
        JsonNode version = body.path("x402Version");
        if (!version.isInt() || (version.intValue() != Wire.V1 && version.intValue() != Wire.V2)) {
            throw new MalformedException("x402Version must be 1 or 2");
        }
        if (!(body.path("payload") instanceof ObjectNode payload)) {
            throw new MalformedException("payload must be an object");
        }
        Optional<Authorization> authorization =
                payload.has("authorization") ? Optional.of(authorization(payload)) : Optional.empty();
        return version.intValue() == Wire.V1 ? v1(body, authorization) : v2(body, authorization);
    }

    private static Payment v1(ObjectNode body, Optional<Authorization> authorization) throws MalformedException {
        return new Payment(Wire.V1, body, text(body, "scheme"), text(body, "network"), null, authorization);
    }

    private static Payment v2(ObjectNode body, Optional<Authorization> authorization) throws MalformedException {
        JsonNode accepted = body.path("accepted");
        if (!accepted.isObject()) {
            throw new MalformedException("accepted must be an object");
        }
        Accepted money = new Accepted(text(accepted, "amount"), text(accepted, "asset"), text(accepted, "payTo"));
        return new Payment(Wire.V2, body, text(accepted, "scheme"), text(accepted, "network"), money, authorization);
    }

    private static byte[] decode(String header) throws MalformedException {
        if (header.length() > MAX_HEADER) {
            throw new MalformedException("the payment header is longer than " + MAX_HEADER + " characters");
        }
        boolean urlSafe = header.indexOf('-') >= 0 || header.indexOf('_') >= 0;
        try {
            return (urlSafe ? Base64.getUrlDecoder() : Base64.getDecoder()).decode(header);
        } catch (IllegalArgumentException notBase64) {
            throw new MalformedException("the payment header is not base64");
        }
    }

    private static ObjectNode object(byte[] json) throws MalformedException {
        try {
            if (Wire.STRICT.readTree(json) instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException notJson) {
            throw new MalformedException("the payment is not well-formed JSON");
        } catch (IOException unreadable) {
            throw new MalformedException("the payment is not UTF-8");
        }
        throw new MalformedException("the payment must be a JSON object");
    }

    private static Authorization authorization(ObjectNode payload) throws MalformedException {
        JsonNode a = payload.path("authorization");
        String signature = normalised(matching(payload, "signature", SIGNATURE));
        payload.put("signature", signature);
        return new Authorization(
                matching(a, "from", ADDRESS).toLowerCase(Locale.ROOT),
                matching(a, "to", ADDRESS),
                uint(a, "value"),
                uint(a, "validAfter"),
                uint(a, "validBefore"),
                matching(a, "nonce", NONCE).toLowerCase(Locale.ROOT),
                signature);
    }

    /** Some wallets write the recovery byte as 0 or 1; contracts and facilitators want 27 or 28. */
    private static String normalised(String signature) {
        if (signature.length() != EOA_SIGNATURE_LENGTH) {
            return signature;
        }
        String head = signature.substring(0, EOA_SIGNATURE_LENGTH - 2);
        return switch (signature.substring(EOA_SIGNATURE_LENGTH - 2)) {
            case "00" -> head + "1b";
            case "01" -> head + "1c";
            default -> signature;
        };
    }

    private static BigInteger uint(JsonNode object, String field) throws MalformedException {
        return new BigInteger(matching(object, field, UINT));
    }

    private static String matching(JsonNode object, String field, Pattern pattern) throws MalformedException {
        String text = text(object, field);
        if (!pattern.matcher(text).matches()) {
            throw new MalformedException(field + " has a form that cannot be read");
        }
        return text;
    }

    private static String text(JsonNode object, String field) throws MalformedException {
        JsonNode value = object.path(field);
        if (!value.isTextual()) {
            throw new MalformedException(field + " must be a string");
        }
        return value.textValue();
    }
}
