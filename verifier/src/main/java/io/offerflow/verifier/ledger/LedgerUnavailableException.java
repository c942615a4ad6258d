package io.offerflow.verifier.ledger;

/** The ledger's database cannot be read at the moment. */
public final class LedgerUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LedgerUnavailableException(Throwable cause) {
        super("the ledger does not answer", cause);
    }
}
