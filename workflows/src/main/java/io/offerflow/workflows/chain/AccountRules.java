package io.offerflow.workflows.chain;

import java.math.BigInteger;

/**
 * What the worker's settings say of an account.
 *
 * @param maxFee wei per gas that is never exceeded
 * @param historyLimit events after which a run hands over to the next
 * @param searchAttributes whether the Temporal namespace knows ours
 */
public record AccountRules(BigInteger maxFee, int historyLimit, boolean searchAttributes) {
    /** Before the first look, which nothing is decided without. */
    static AccountRules unknown() {
        return new AccountRules(BigInteger.ZERO, 2_000, false);
    }
}
