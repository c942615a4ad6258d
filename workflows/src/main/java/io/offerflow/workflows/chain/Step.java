package io.offerflow.workflows.chain;

import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is to be done next. Each may be done twice, or its answer be lost, without harm. */
sealed interface Step {

    /** Look at the chain. */
    record Look(List<Probe> probes) implements Step {
        List<String> hashes() {
            return probes.stream().flatMap(probe -> probe.hashes().stream()).toList();
        }

        List<BigInteger> nonces() {
            return probes.stream().map(Probe::nonce).toList();
        }
    }

    /** Search for what the intent wants, then simulate it. @param cursor where the search goes on; null at its beginning */
    record Prepare(Intent intent, @Nullable SearchCursor cursor) implements Step {}

    /** Sign, send nothing. */
    record Sign(Attempt.Kind kind, Intent intent, BigInteger nonce, BigInteger gasLimit, Fees fees) implements Step {}

    /** Send these bytes, sign nothing. */
    record Send(BigInteger nonce, String hash, String raw) implements Step {}

    /** Do nothing. @param until null when only news can change anything */
    record Pause(@Nullable Instant until) implements Step {}
}
