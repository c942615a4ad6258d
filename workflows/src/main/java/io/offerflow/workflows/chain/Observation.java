package io.offerflow.workflows.chain;

import java.math.BigInteger;

/** What was seen: the answer to a step, or that time has passed. */
sealed interface Observation {

    /** A timer fired or news came; the answer to a pause. */
    record Tick() implements Observation {}

    /** The answer to a look. */
    record Looked(ChainView view) implements Observation {}

    /** A look failed. */
    record LookFailed(Trouble trouble, String detail) implements Observation {}

    enum Trouble {
        UNREACHABLE,
        WRONG_CHAIN
    }

    /** The answer to a preparation. @param intent as it was then: what is told of another call says nothing */
    record Prepared(Intent intent, Readiness readiness) implements Observation {}

    /** The bytes of a request were checked: sender, nonce, chain, target, data, gas and fees are as asked, and the hash is theirs. */
    record Signed(Step.Sign request, String hash, String raw) implements Observation {}

    /** The signer gave nothing that may be used. */
    record NotSigned(Step.Sign request, SignTrouble trouble, String detail) implements Observation {}

    /** The bytes were handed over. */
    record Sent(BigInteger nonce, String hash, SendAnswer answer, String detail) implements Observation {}
}
