package io.offerflow.verifier.ledger;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Where a payment stands. {@code RESERVED → VERIFIED → SETTLING → SETTLED | RELEASED | UNKNOWN}, and {@code UNKNOWN → SETTLED | FAILED |
 * EXPIRED | UNRESOLVED}. Nothing leads from UNKNOWN to RELEASED.
 */
public enum State {
    /** One request holds it. */
    RESERVED,
    /** The facilitator found it valid; no settle call has begun. */
    VERIFIED,
    /** A settle call may be under way: from here on money may move. */
    SETTLING,
    /** Paid. Stays in the book for good. */
    SETTLED,
    /** Nothing was taken; it may be presented again. */
    RELEASED,
    /** Checked and delivered under {@code verifyOnly}; nothing is ever settled for it here. */
    USED,
    /** Nobody knows yet whether money moved. */
    UNKNOWN,
    /** The authorization was used up by something else than this sale. */
    FAILED,
    /** It was never used, and never can be. */
    EXPIRED,
    /** Nobody could find out; waits for an operator. */
    UNRESOLVED;

    /** The word in the database and on the wire. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<State> find(String word) {
        return Arrays.stream(values())
                .filter(state -> state.word().equals(word))
                .findFirst();
    }
}
