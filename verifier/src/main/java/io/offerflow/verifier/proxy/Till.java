package io.offerflow.verifier.proxy;

import io.offerflow.verifier.pay.Verdict;
import io.offerflow.verifier.x402.Receipt;
import java.util.Optional;

/** Where one request's payment is held until it is known whether the upstream delivers. */
public interface Till {

    /** Reserves and verifies the payment; nothing moves. Blocks. */
    Hold hold();

    sealed interface Hold {
        record Denied(Verdict.Denied verdict) implements Hold {}

        record Held(Payment payment) implements Hold {}
    }

    /** A verified payment that must end with exactly one of {@code settle} and {@code release}. */
    interface Payment {
        String payer();

        /** Takes the money. Blocks, and goes on when the client hangs up. */
        Verdict settle();

        /** Nothing was delivered: the buyer may use the payment again. */
        void release();
    }

    /** For what is served without payment. */
    Till FREE = () -> new Hold.Held(new Payment() {
        @Override
        public String payer() {
            return "";
        }

        @Override
        public Verdict settle() {
            return new Verdict.Passed("", Optional.<Receipt>empty());
        }

        @Override
        public void release() {}
    });
}
