package io.offerflow.verifier.proxy;

import io.offerflow.api.Ref;

/**
 * In whose name an upstream is asked.
 *
 * @param wallet who pays or has signed in, proven before the upstream is asked; empty for nobody in particular
 * @param offer what is asked for
 * @param occasion this payment's own word, or one that nobody else has
 */
public record Customer(String wallet, Ref offer, String occasion) {
    boolean anonymous() {
        return wallet.isEmpty();
    }
}
