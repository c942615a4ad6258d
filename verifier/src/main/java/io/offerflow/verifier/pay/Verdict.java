package io.offerflow.verifier.pay;

import io.offerflow.verifier.x402.Problem;
import io.offerflow.verifier.x402.Receipt;
import java.util.Optional;

/** How a payment ended. */
public sealed interface Verdict {

    /** {@code receipt} and {@code settlement}, the ledger's id, are empty where nothing is settled by design (verifyOnly). */
    record Passed(String payer, Optional<Receipt> receipt, Optional<String> settlement) implements Verdict {}

    /**
     * @param detail a clean sentence or reason, possibly empty
     * @param settlement the unguessable id under which the buyer may ask what became of his money; empty where none can have moved
     */
    record Denied(Problem problem, String detail, Optional<Receipt> receipt, Optional<String> settlement)
            implements Verdict {
        public Denied(Problem problem, String detail, Optional<Receipt> receipt) {
            this(problem, detail, receipt, Optional.empty());
        }
    }

    static Denied denied(Problem problem, String detail) {
        return new Denied(problem, detail, Optional.empty());
    }
}
