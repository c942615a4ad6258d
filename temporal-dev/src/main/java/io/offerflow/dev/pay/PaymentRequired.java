package io.offerflow.dev.pay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;

/**
 * A seller's answer 402, read.
 *
 * @param challenge the whole challenge, as the seller sent it
 */
public record PaymentRequired(ObjectNode challenge) {

    /** @throws IllegalArgumentException when the challenge names no known protocol version or accepts nothing */
    public PaymentRequired {
        int version = challenge.path("x402Version").asInt();
        if (version != 1 && version != 2) {
            throw new IllegalArgumentException("x402Version " + challenge.path("x402Version") + " is not known");
        }
        if (!challenge.path("accepts").isArray() || challenge.path("accepts").isEmpty()) {
            throw new IllegalArgumentException("the challenge accepts no payment");
        }
    }

    /**
     * Prefers the v2 header over the v1 body, as the official client does.
     *
     * @throws IllegalArgumentException when neither holds a challenge
     */
    public static PaymentRequired of(HttpResponse<String> response) {
        return response.headers()
                .firstValue("PAYMENT-REQUIRED")
                .map(PaymentRequired::v2)
                .orElseGet(() -> v1(response.body()));
    }

    /** @param header the value of {@code PAYMENT-REQUIRED} */
    public static PaymentRequired v2(String header) {
        return new PaymentRequired(HeaderJson.decode(header));
    }

    /** @param body the body of the 402 */
    public static PaymentRequired v1(String body) {
        return new PaymentRequired(HeaderJson.parse(body));
    }

    /** What the first way to pay costs, in atomic units. */
    public String amount() {
        return challenge
                .at(version() == 1 ? "/accepts/0/maxAmountRequired" : "/accepts/0/amount")
                .asText();
    }

    /** 1 or 2. */
    public int version() {
        return challenge.path("x402Version").asInt();
    }
}
