package io.offerflow.workflows.chain;

import java.math.BigInteger;

/** Whether an intent may get a nonce, found by searching for what it wants and by simulating the call. */
sealed interface Readiness {

    /** What it wants is not there, and the call succeeds. @param gas limit with its margin */
    record Ready(BigInteger gas) implements Readiness {}

    /** What it wants is there already. */
    record Found(Finding finding) implements Readiness {}

    /** The call reverts, and would whenever it is asked. @param decoded reason by name */
    record Reverts(String decoded) implements Readiness {}

    /** It cannot be told yet: an endpoint is away, or lags behind. */
    record NotYet(Reason reason, String detail) implements Readiness {}
}
