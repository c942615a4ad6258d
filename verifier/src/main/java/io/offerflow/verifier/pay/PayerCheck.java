package io.offerflow.verifier.pay;

import io.offerflow.verifier.signature.Signatures;
import io.offerflow.verifier.x402.Authorization.Eip3009;
import io.offerflow.verifier.x402.Authorization.Permit2;
import io.offerflow.verifier.x402.Flaw;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * The last local check, and what follows from it: payments whose payer is not proven here are reserved and verified few at a time, so that
 * forgeries can neither flood ledger and facilitator nor take the place of proven payments.
 */
public final class PayerCheck {
    private static final PayerProof PROVEN = new PayerProof.Proven();
    private static final PayerProof OPEN = new PayerProof.Open();

    private final Signatures signatures;
    private final Policy policy;
    private final Semaphore open;

    /**
     * @param eoaOnly contract wallets are not served: every EIP-3009 signature by another key than the payer's is refused here
     * @param concurrentOpen verifications of unproven payments at the same time
     */
    public record Policy(boolean eoaOnly, int concurrentOpen) {}

    public PayerCheck(Signatures signatures, Policy policy) {
        this.signatures = signatures;
        this.policy = policy;
        this.open = new Semaphore(policy.concurrentOpen());
    }

    /** Verifications of unproven payments that run. */
    public int openNow() {
        return policy.concurrentOpen() - open.availablePermits();
    }

    /** Computes for 50 to 200 µs: for a worker thread. */
    PayerProof proof(LocalChecks.Fits fits) {
        return switch (fits.authorization()) {
            case Permit2 permit -> OPEN;
            case Eip3009 transfer ->
                switch (signatures.signer(fits.requirement(), transfer)) {
                    case PAYER -> PROVEN;
                    case PAYER_MALLEATED -> new PayerProof.Disproven(Flaw.MALLEABLE);
                    case SOMEBODY_ELSE -> policy.eoaOnly() ? new PayerProof.Disproven(Flaw.SIGNER) : OPEN;
                };
        };
    }

    /** Empty when as many unproven payments are being looked at as may be. A proven one always gets its turn. */
    Optional<Turn> turn(PayerProof proof) {
        if (!(proof instanceof PayerProof.Open)) {
            return Optional.of(new Turn(() -> {}));
        }
        return open.tryAcquire() ? Optional.of(new Turn(open::release)) : Optional.empty();
    }

    /** To be left once the facilitator has said what it thinks. Of one thread. */
    static final class Turn implements AutoCloseable {
        private final Runnable end;
        private boolean over;

        private Turn(Runnable end) {
            this.end = end;
        }

        /** More than once is as good as once. */
        void leave() {
            if (!over) {
                over = true;
                end.run();
            }
        }

        @Override
        public void close() {
            leave();
        }
    }
}
