package io.offerflow.verifier.proxy;

import io.offerflow.verifier.pay.Fulfilment;
import io.offerflow.verifier.pay.Verdict;
import java.time.Instant;

/** Takes one request's payment. */
public interface Till {

    /** Who pays, 0x and 40 hexadecimal digits; proven when the work is done. */
    String payer();

    /** The same for whoever presents this payment, at any replica, and for no other payment. */
    String payment();

    /** From then on nobody can settle it. */
    Instant until();

    /**
     * Reserves and verifies the payment, does the work, and takes the money if the work delivers. Blocks. Passed with the work undone:
     * money moved at an earlier attempt, and this is the one delivery that it bought.
     */
    Verdict take(Fulfilment work);
}
