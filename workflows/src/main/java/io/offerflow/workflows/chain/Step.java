package io.offerflow.workflows.chain;

import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is to be done next. Each may be done twice, or its answer be lost, without harm. */
sealed interface Step {

    /** Look at the chain. @param nonces whose user is to be found if they are used and none of the hashes has a receipt */
    record Look(List<String> hashes, List<BigInteger> nonces) implements Step {}

    /** Search for what the intent wants, then simulate it. */
    record Prepare(Intent intent) implements Step {}

    /** Sign, send nothing. */
    record Sign(Attempt.Kind kind, Intent intent, BigInteger nonce, BigInteger gasLimit, Fees fees) implements Step {}

    /** Send these bytes, sign nothing. */
    record Send(BigInteger nonce, String hash, String raw) implements Step {}

    /** Do nothing. @param until null when only news can change anything */
    record Pause(@Nullable Instant until) implements Step {}
}
