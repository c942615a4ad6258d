package io.offerflow.verifier.pay;

import java.time.Duration;

/** What is done for a payment after it was verified and before money moves. */
public interface Fulfilment {
    /** Money moves at once. */
    Fulfilment NONE = new Fulfilment() {
        @Override
        public boolean delivers(Duration payable) {
            return true;
        }

        @Override
        public Duration atMost() {
            return Duration.ZERO;
        }
    };

    /**
     * Blocks. False when there is nothing to pay for: the payment is then released.
     *
     * @param payable how long the payment can still be settled; what is done later earns nothing. Negative when it is too late already
     */
    boolean delivers(Duration payable);

    /** How long {@link #delivers} may take. */
    Duration atMost();
}
