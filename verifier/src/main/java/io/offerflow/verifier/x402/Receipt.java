package io.offerflow.verifier.x402;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * What became of a settlement, for the receipt headers.
 *
 * @param transaction the hash, empty when there is none
 * @param network in the payer's protocol version
 * @param errorReason clean text, empty on success
 */
public record Receipt(boolean success, String transaction, String network, String payer, String errorReason) {

    /** The value of {@code PAYMENT-RESPONSE} and {@code X-PAYMENT-RESPONSE}. */
    public String header() {
        byte[] json = Wire.bytes(out -> {
            out.writeStartObject();
            out.writeBooleanField("success", success);
            if (!errorReason.isEmpty()) {
                out.writeStringField("errorReason", errorReason);
            }
            out.writeStringField("transaction", transaction);
            out.writeStringField("network", network);
            out.writeStringField("payer", payer);
            out.writeEndObject();
        });
        return new String(Base64.getEncoder().encode(json), StandardCharsets.ISO_8859_1);
    }
}
