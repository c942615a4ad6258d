package io.offerflow.workflows.identity;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.offerflow.workflows.chain.IntentReport;
import io.offerflow.workflows.chain.IntentReport.Attempted;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A mint or a write that was handed to an account.
 *
 * @param value of a write; null for a mint
 * @param digest of the value
 * @param known whether the account said that it has it
 * @param state as last told; null before
 * @param code the account's reason; null for none
 * @param hash of the newest transaction
 * @param askAt when to ask how it stands, though nobody said that it changed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record OpenIntent(
        String id,
        Move.@Nullable Value value,
        String digest,
        String signer,
        boolean known,
        IntentReport.@Nullable State state,
        @Nullable String code,
        String sentence,
        @Nullable String hash,
        @Nullable String link,
        List<String> attempts,
        @Nullable Instant askAt) {

    OpenIntent {
        attempts = attempts == null ? List.of() : List.copyOf(attempts);
    }

    static OpenIntent handedOver(String id, Move.@Nullable Value value, String digest, String signer) {
        return new OpenIntent(id, value, digest, signer, false, null, null, "", null, null, List.of(), null);
    }

    OpenIntent told(IntentReport report, Instant next) {
        List<String> hashes = report.attempts().stream().map(Attempted::hash).toList();
        return new OpenIntent(
                id,
                value,
                digest,
                signer,
                true,
                report.state(),
                report.reason(),
                report.sentence(),
                report.hash(),
                report.link(),
                hashes,
                next);
    }

    /** To be asked about, or handed over again when it is not known. */
    OpenIntent askedAt(Instant when) {
        return new OpenIntent(id, value, digest, signer, known, state, code, sentence, hash, link, attempts, when);
    }

    OpenIntent forgotten() {
        return new OpenIntent(id, value, digest, signer, false, null, null, "", hash, link, attempts, null);
    }

    /** It took no effect and will not by itself. */
    boolean failed() {
        return state == IntentReport.State.FAILED || state == IntentReport.State.CANCELLED;
    }
}
