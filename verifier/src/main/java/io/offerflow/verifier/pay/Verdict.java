package io.offerflow.verifier.pay;

import io.offerflow.verifier.x402.Problem;
import io.offerflow.verifier.x402.Receipt;
import java.util.Optional;

/** How a payment ended. */
public sealed interface Verdict {

    /** {@code receipt} is empty where nothing is settled by design (verifyOnly). */
    record Passed(String payer, Optional<Receipt> receipt) implements Verdict {}

    /** @param detail a clean sentence or reason, possibly empty */
    record Denied(Problem problem, String detail, Optional<Receipt> receipt) implements Verdict {}

    static Denied denied(Problem problem, String detail) {
        return new Denied(problem, detail, Optional.empty());
    }
}
