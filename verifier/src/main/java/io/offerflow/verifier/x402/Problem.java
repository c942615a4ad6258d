package io.offerflow.verifier.x402;

import java.util.Locale;

/**
 * Why a paid request does not pass. A 402 means that a new payment is welcome: nothing was taken for this one, or it has bought its request. A
 * 503 means that this payment may be tried again and that no new one should be signed.
 */
public enum Problem {
    PAYMENT_REQUIRED(402, "pay one of the accepts and send the request again", true),
    INVALID_PAYMENT_HEADER(400, "send one payment header: base64 of one JSON object as x402 describes it", false),
    NO_MATCHING_REQUIREMENT(402, "pay exactly one of the accepts: scheme, network, amount, asset and payTo", true),
    UNSUPPORTED_PAYLOAD_TYPE(402, "sign what the accept's extra.assetTransferMethod names", true),
    PAYMENT_INVALID(402, "sign a new payment for one of the accepts", true),
    /** The token's owner has not yet allowed Permit2 to move it: nothing is wrong with the payment itself. */
    PERMIT2_ALLOWANCE_REQUIRED(412, "approve the Permit2 contract for this token, then send the payment again", true),
    /** Money may be moving for it just now, so nobody is asked for another. */
    PAYMENT_IN_USE(503, "this payment is being processed; send it again later and do not sign a new one", false),
    PAYMENT_ALREADY_USED(402, "sign a new payment: this one has bought its request", false),
    SETTLEMENT_REJECTED(402, "nothing was taken; sign a new payment", true),
    UPSTREAM_FAILED(502, "the seller did not deliver; nothing was taken", true),
    UPSTREAM_UNAVAILABLE(503, "the seller cannot deliver now; nothing was taken, try the same payment later", true),
    FACILITATOR_UNREACHABLE(503, "nothing was taken; try the same payment later", true),
    FACILITATOR_ERROR(503, "nothing was taken; try the same payment later", true),
    PAYMENT_IDENTIFIER_CONFLICT(409, "this payment identifier stands for another payment; choose a new one", false),
    SETTLEMENT_UNKNOWN(503, "it is not known yet whether money moved; do not sign a new payment", false),
    LEDGER_UNAVAILABLE(503, "payments cannot be remembered now; nothing was taken, try the same payment later", true),
    GATE_BUSY(503, "too many payments are in flight; try the same payment later", true);

    private final int status;
    private final String hint;
    private final boolean retriable;

    Problem(int status, String hint, boolean retriable) {
        this.status = status;
        this.hint = hint;
        this.retriable = retriable;
    }

    /** The problem behind the reason with which a facilitator found a payment invalid. */
    public static Problem ofInvalid(String reason) {
        return reason.equalsIgnoreCase(PERMIT2_ALLOWANCE_REQUIRED.code())
                ? PERMIT2_ALLOWANCE_REQUIRED
                : PAYMENT_INVALID;
    }

    public int status() {
        return status;
    }

    /** Whether the answer repeats what is asked for, so that the buyer can pay. */
    public boolean challenges() {
        return status == 402 || status == 412;
    }

    /** What a buyer does next. */
    public String hint() {
        return hint;
    }

    public boolean retriable() {
        return retriable;
    }

    /** The stable word for machines and metric labels. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
