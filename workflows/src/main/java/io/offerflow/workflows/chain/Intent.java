package io.offerflow.workflows.chain;

import org.jspecify.annotations.Nullable;

/**
 * A call that shall take effect once.
 *
 * @param id says what is wanted, never how ({@link IntentIds}); the same id is the same intent for ever
 * @param summary for people, as "register x402/default"; at most 100 characters
 * @param call how; a new one under a known id counts as long as the old one has no nonce, or after it failed
 * @param adoption given for a mint alone, since a second one would be a second thing: what is looked for before it. The outcome of a mint is never forgotten.
 * @param submitter id of the workflow that is sent {@link io.offerflow.workflows.entity.Nudge} by the signal {@code nudge} whenever the intent stands anew;
 *     null for nobody. One that does not exist any more is no trouble.
 */
public record Intent(String id, String summary, Call call, @Nullable Adoption adoption, @Nullable String submitter) {

    /** A second effect would be a second thing, as a mint is. */
    boolean unique() {
        return adoption != null;
    }

    Intent withoutData() {
        return new Intent(id, summary, Call.of(call.to(), "0x"), adoption, submitter);
    }
}
