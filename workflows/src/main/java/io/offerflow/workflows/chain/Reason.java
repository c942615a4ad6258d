package io.offerflow.workflows.chain;

/** Why an intent waits or failed: the code, and the sentence that a person reads. */
public enum Reason {
    QUEUED("waits for the transactions before it"),
    SIGNING("has a nonce, the signer is asked to sign"),
    SUBMITTED("sent, waits for a block"),
    CONFIRMING("in a block, waits for more blocks on top of it"),
    REORGED("the block with the transaction is no longer part of the chain; the same bytes are sent again"),
    RPC_UNAVAILABLE("no RPC endpoint answers; tried again until one does"),
    WRONG_CHAIN("the RPC endpoint serves another chain, or the contract is not there; correct the endpoint"),
    SIGNER_UNAVAILABLE("the signer does not answer; nothing is sent until it does"),
    SIGNER_REFUSED("the signer refuses to sign; see its policy"),
    SIGNER_MISMATCH("the signer signed something else; nothing is signed until an operator resumes the account"),
    INSUFFICIENT_FUNDS("the account cannot pay for gas; send it native currency"),
    FEE_CAP_REACHED("the chain asks for more than the fee limit; waits for lower fees"),
    UNDERPRICED("the endpoint wants higher fees; they are raised on the same nonce"),
    REJECTED("the endpoint rejects the transaction; sent again from time to time, cancel the intent to free the nonce"),
    NOT_READY("what the transaction needs is not there yet; checked again"),
    SEARCHING("looks through the logs of the chain for an earlier registration"),
    NONCE_CONFLICT("another transaction of this account used the nonce; a new one is taken once that is final"),
    NONCE_GAP("an earlier nonce of this account is free; send any transaction with it from the account"),
    CANCELLING("replaced by an empty transaction on the same nonce, waits for a block"),
    REVERTED("the contract refuses the call"),
    OUT_OF_GAS("the transaction used all its gas, again after more gas was given"),
    GAS_ABOVE_LIMIT("the call needs more gas than the limit allows");

    private final String sentence;

    Reason(String sentence) {
        this.sentence = sentence;
    }

    public String sentence() {
        return sentence;
    }
}
