package io.offerflow.workflows.identity;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.offerflow.api.condition.Reason;
import io.offerflow.api.identity.RegistryChain;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an identity knows of itself on one chain; handed from run to run.
 *
 * @param id ours; null before there is one, and while a reorg has taken it back
 * @param mint handed to an account, until it is final
 * @param write the one that is open; null for none
 * @param after id of the last intent that took effect, which the next one follows; empty before
 * @param held what the registry said last; null when it is to be read
 * @param mismatch what differs from it; null when nothing does
 * @param trouble the last call came to nothing; null otherwise
 * @param absences how often in a row an id from elsewhere was not found
 * @param withdrawn a reorg took the id back
 * @param lost the registry says that the id is somebody else's
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ChainRecord(
        RegistryChain chain,
        String registry,
        @Nullable Holding id,
        @Nullable OpenIntent mint,
        @Nullable OpenIntent write,
        String after,
        @Nullable Reading held,
        @Nullable Mismatch mismatch,
        @Nullable Trouble trouble,
        int absences,
        boolean withdrawn,
        boolean lost) {

    record Reading(Word.Held word, Instant at) {}

    /** @param after the intent that was the last one then: what was written since starts the wait anew */
    record Mismatch(Move.Value value, String digest, String after, Instant since) {}

    /** @param times in a row */
    record Trouble(Reason reason, String detail, int times, Instant retryAt) {
        private static final Duration LONGEST = Duration.ofMinutes(10);

        static Trouble after(@Nullable Trouble before, Reason reason, String detail, Instant now) {
            int times = before == null ? 1 : before.times() + 1;
            Duration wait = Duration.ofSeconds(15L << Math.min(times - 1, 6));
            return new Trouble(reason, detail, times, now.plus(wait.compareTo(LONGEST) > 0 ? LONGEST : wait));
        }
    }

    static ChainRecord of(RegistryChain chain, String registry) {
        return new ChainRecord(chain, registry, null, null, null, "", null, null, null, 0, false, false);
    }

    /** Whether there is anything that must not be forgotten. */
    boolean matters() {
        return id != null || mint != null;
    }

    ChainRecord id(@Nullable Holding next) {
        return new ChainRecord(
                chain, registry, next, mint, write, after, held, mismatch, trouble, absences, withdrawn, lost);
    }

    ChainRecord mint(@Nullable OpenIntent next) {
        return new ChainRecord(
                chain, registry, id, next, write, after, held, mismatch, trouble, absences, withdrawn, lost);
    }

    ChainRecord write(@Nullable OpenIntent next) {
        return new ChainRecord(
                chain, registry, id, mint, next, after, held, mismatch, trouble, absences, withdrawn, lost);
    }

    /** An intent took effect: what the registry says now is to be read. */
    ChainRecord follows(String intentId) {
        return new ChainRecord(
                chain, registry, id, mint, write, intentId, null, null, trouble, absences, withdrawn, lost);
    }

    ChainRecord held(@Nullable Reading next) {
        return new ChainRecord(
                chain, registry, id, mint, write, after, next, mismatch, trouble, absences, withdrawn, lost);
    }

    ChainRecord mismatch(@Nullable Mismatch next) {
        return new ChainRecord(chain, registry, id, mint, write, after, held, next, trouble, absences, withdrawn, lost);
    }

    ChainRecord trouble(@Nullable Trouble next) {
        return new ChainRecord(
                chain, registry, id, mint, write, after, held, mismatch, next, absences, withdrawn, lost);
    }

    ChainRecord absent(int times) {
        return new ChainRecord(
                chain, registry, id, mint, write, after, held, mismatch, trouble, times, withdrawn, lost);
    }

    ChainRecord withdrawn(boolean is) {
        return new ChainRecord(chain, registry, id, mint, write, after, held, mismatch, trouble, absences, is, lost);
    }

    ChainRecord lost(boolean is) {
        return new ChainRecord(
                chain, registry, id, mint, write, after, held, mismatch, trouble, absences, withdrawn, is);
    }
}
