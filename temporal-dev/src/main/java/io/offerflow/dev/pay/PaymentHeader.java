package io.offerflow.dev.pay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One request header that carries a payment.
 *
 * @param name {@code PAYMENT-SIGNATURE} in x402 v2, {@code X-PAYMENT} in v1
 * @param value base64 of the payment's JSON
 */
public record PaymentHeader(String name, String value) {

    /** The header for this payment, as given: tests forge payments with it. */
    public static PaymentHeader of(JsonNode payment) {
        boolean v1 = payment.path("x402Version").asInt() == 1;
        return new PaymentHeader(v1 ? "X-PAYMENT" : "PAYMENT-SIGNATURE", HeaderJson.encode(payment));
    }

    /** A fresh copy of the payment's JSON. */
    public ObjectNode payment() {
        return HeaderJson.decode(value);
    }
}
