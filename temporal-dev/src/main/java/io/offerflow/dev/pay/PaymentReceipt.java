package io.offerflow.dev.pay;

import java.net.http.HttpResponse;
import java.util.Optional;

/**
 * What the seller says became of a payment.
 *
 * @param success whether the money moved
 * @param transaction its hash; empty when it did not
 * @param network CAIP-2 in v2, a name in v1
 * @param payer the address that paid; empty when the seller does not say
 */
public record PaymentReceipt(boolean success, String transaction, String network, String payer) {

    /** The receipt in the response's headers, of either version, if there is one. */
    public static Optional<PaymentReceipt> of(HttpResponse<?> response) {
        var headers = response.headers();
        return headers.firstValue("PAYMENT-RESPONSE")
                .or(() -> headers.firstValue("X-PAYMENT-RESPONSE"))
                .map(HeaderJson::decode)
                .map(json -> new PaymentReceipt(
                        json.path("success").asBoolean(),
                        json.path("transaction").asText(),
                        json.path("network").asText(),
                        json.path("payer").asText()));
    }
}
