package io.offerflow.verifier.pay;

import io.offerflow.verifier.x402.Flaw;

/** What the signature says about the payer, as far as the gate can tell by itself. */
sealed interface PayerProof {

    /** Signed by the address that pays. */
    record Proven() implements PayerProof {}

    /**
     * Only the chain can tell: a contract wallet's signature, a Permit2, or a forgery. Whoever sends forgeries makes the gate ask the
     * facilitator, so few of these are asked about at the same time.
     */
    record Open() implements PayerProof {}

    record Disproven(Flaw flaw) implements PayerProof {}
}
