package io.offerflow.workflows.chain;

import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How an intent stands, as it is told to those who submitted it.
 *
 * @param reason name of the reason for which it waits or failed, as INSUFFICIENT_FUNDS; null otherwise
 * @param sentence for people, never empty
 * @param nonce that carries it; null without one, and for what ended
 * @param hash of its newest transaction, or of the one in a block; null before there is one
 * @param link of that transaction for people; null where no explorer of the chain is known
 * @param inclusion where it took effect; given when CONFIRMED and DONE, and never otherwise
 * @param finding what was there before; given when ADOPTED, and never otherwise
 * @param attempts signed for the nonce, oldest first; empty for what ended
 */
public record IntentReport(
        String id,
        State state,
        @Nullable String reason,
        String sentence,
        @Nullable BigInteger nonce,
        @Nullable String hash,
        @Nullable String link,
        @Nullable Inclusion inclusion,
        @Nullable Finding finding,
        List<Attempted> attempts) {

    public enum State {
        /** For its turn, gas money, a signer, an endpoint, a block; the reason says which. */
        WAITING,
        /** It took effect in a block that is deep enough to be told; a deep reorg may still take it back, and then it is WAITING again. */
        CONFIRMED,
        /** It took effect for good. */
        DONE,
        /** What it wants was there before, and is taken instead. */
        ADOPTED,
        /** It took no effect, and never will without a new call or {@code retry}. */
        FAILED,
        /** It took no effect, as was asked. */
        CANCELLED;

        /** Nothing will change without a new order. */
        public boolean ended() {
            return this != WAITING && this != CONFIRMED;
        }
    }

    /**
     * Where a transaction took effect.
     *
     * @param block its number
     * @param depth blocks from it to the head at the last look, both counted
     * @param logs of the called contract, in their order
     */
    public record Inclusion(BigInteger block, String blockHash, BigInteger depth, List<EventLog> logs) {
        public Inclusion {
            logs = List.copyOf(logs);
        }
    }

    /**
     * One signed transaction.
     *
     * @param maxFee wei per gas
     * @param priorityFee wei per gas
     * @param sent when it was first handed to an endpoint; null before
     * @param cancels whether it is the empty one that takes the nonce from the intent
     */
    public record Attempted(
            String hash, BigInteger maxFee, BigInteger priorityFee, @Nullable Instant sent, boolean cancels) {}

    public IntentReport {
        attempts = List.copyOf(attempts);
    }

    /**
     * The id that a registration has: minted in a block deep enough to be told, or adopted. Empty before, after a reorg, and for what is no registration.
     *
     * @param registry address, in any case; logs of other contracts count for nothing
     */
    public Optional<BigInteger> agentId(String registry) {
        if (finding != null) {
            return Optional.of(finding.agentId());
        }
        return Stream.ofNullable(inclusion)
                .flatMap(taken -> Objects.requireNonNull(taken).logs().stream())
                .flatMap(log -> log.registered(registry).stream())
                .findFirst();
    }
}
