package io.offerflow.verifier.pay;

import io.offerflow.verifier.pay.PaymentRun.Ticket;
import io.offerflow.verifier.x402.Problem;
import org.jspecify.annotations.Nullable;

/** How one run of a payment ended, for all who wait for it. */
sealed interface End {

    /**
     * @param winner whose request goes out with it; null where nobody waited any more and the delivery is still open
     */
    record Paid(String id, String transaction, @Nullable Ticket winner) implements End {}

    /** Valid, and nothing is settled by design. */
    record Checked(@Nullable Ticket winner) implements End {}

    /** Settled and delivered before. */
    record Spent(String id, String transaction) implements End {}

    /** Nothing was taken. {@code rejected} where the facilitator refused to settle. */
    record Refused(Problem problem, String reason, boolean rejected) implements End {}

    /** Somebody works on it, here or on another replica. {@code id} is empty where the ledger's is not known or not his to know. */
    record InUse(String id) implements End {}

    /** Money may have moved. */
    record Open(String id, String transaction) implements End {}
}
