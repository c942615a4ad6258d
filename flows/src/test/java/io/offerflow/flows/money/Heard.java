package io.offerflow.flows.money;

import com.fasterxml.jackson.databind.JsonNode;
import io.offerflow.api.Json;
import io.offerflow.dev.pay.PaymentReceipt;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Set;

/** What a buyer heard when he presented a payment, and so what he does next. */
enum Heard {
    /** What he bought. */
    GOODS,
    /** The payment has bought its request already. */
    SPENT,
    /** It is not known whether money moved, or somebody else is at it: ask again with the same payment. */
    OPEN,
    /** Nothing was taken; the same payment may be tried again. */
    TRY_AGAIN,
    /** Nothing was taken, and a new payment is welcome. */
    PAY_ANEW,
    /** The buyer hung up. */
    NOTHING;

    private static final Set<String> ANEW = Set.of(
            "payment_required",
            "invalid_payment_header",
            "no_matching_requirement",
            "payment_invalid",
            "settlement_rejected");
    private static final Set<String> AGAIN = Set.of(
            "upstream_failed",
            "upstream_unavailable",
            "facilitator_unreachable",
            "facilitator_error",
            "ledger_unavailable",
            "gate_busy");

    /**
     * @param goods the body of a good answer
     * @throws AssertionError when a buyer cannot know what the answer means, or it gives away what is not paid for
     */
    static Heard in(HttpResponse<String> answer, String goods) {
        boolean whole = answer.body().equals(goods);
        if (whole && !goods.isEmpty() && failed(answer)) {
            if (PaymentReceipt.of(answer).isPresent()) {
                throw new AssertionError("somebody paid for a failure");
            }
            return TRY_AGAIN;
        }
        if (answer.statusCode() == 200) {
            if (!whole) {
                throw new AssertionError("somebody else's goods: " + answer.body() + ", not " + goods);
            }
            return receipt(answer, true, GOODS);
        }
        if (!goods.isEmpty() && answer.body().contains(goods)) {
            throw new AssertionError("goods with status " + answer.statusCode());
        }
        String reason = reason(answer.body());
        return switch (reason) {
            case "payment_already_used" -> receipt(answer, true, SPENT);
            case "settlement_unknown" -> receipt(answer, false, OPEN);
            case "payment_in_use" -> inUse(answer);
            default -> {
                if (ANEW.contains(reason) == AGAIN.contains(reason)) {
                    throw new AssertionError(answer.statusCode() + " " + answer.body());
                }
                yield ANEW.contains(reason) ? PAY_ANEW : TRY_AGAIN;
            }
        };
    }

    /** The upstream's own failure, passed on as it is. */
    private static boolean failed(HttpResponse<String> answer) {
        return answer.statusCode() == 500
                || answer.headers().firstValue("X-Hermes-Completed").isPresent();
    }

    private static Heard receipt(HttpResponse<String> answer, boolean success, Heard heard) {
        PaymentReceipt receipt = PaymentReceipt.of(answer)
                .orElseThrow(() -> new AssertionError(heard + " without a receipt: " + answer.body()));
        if (receipt.success() != success) {
            throw new AssertionError(heard + " with " + receipt);
        }
        return heard;
    }

    /** Somebody may be moving money for it: the answer must not ask for more. */
    private static Heard inUse(HttpResponse<String> answer) {
        boolean asksAnew = answer.headers().firstValue("PAYMENT-REQUIRED").isPresent();
        if (answer.statusCode() != 503 || asksAnew) {
            throw new AssertionError("in use, and " + answer.statusCode() + (asksAnew ? " with a challenge" : ""));
        }
        return OPEN;
    }

    private static String reason(String body) {
        try {
            JsonNode json = Json.mapper().readTree(body);
            return json.path("reason").asText();
        } catch (IOException notJson) {
            throw new AssertionError("no JSON: " + body, notJson);
        }
    }
}
