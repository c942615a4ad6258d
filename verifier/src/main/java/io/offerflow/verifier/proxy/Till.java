package io.offerflow.verifier.proxy;

import io.offerflow.verifier.pay.Fulfilment;
import io.offerflow.verifier.pay.Verdict;

/** Takes one request's payment. */
@FunctionalInterface
public interface Till {

    /**
     * Reserves and verifies the payment, does the work, and takes the money if the work delivers. Blocks. Passed with the work undone:
     * money moved at an earlier attempt, and this is the one delivery that it bought.
     */
    Verdict take(Fulfilment work);
}
