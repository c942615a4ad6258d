package io.offerflow.verifier.x402;

import io.offerflow.verifier.route.Terms;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Challenges for requests without a payment. What does not change from request to request is kept for the terms that were asked for last:
 * kept for all of 100,000 offers it would cost 100 MB. Safe for any thread, never blocks; two terms that share a slot displace each other.
 */
public final class Challenges {
    /** A power of two; a slot in use holds about 1.5 kB. */
    private static final int SLOTS = 8_192;

    private final AtomicReferenceArray<Entry> entries = new AtomicReferenceArray<>(SLOTS);

    private record Entry(Terms terms, ChallengeTemplate template) {}

    /** @param urls addresses of the resource from the most to the least exact; the first that fits the header is used */
    public Challenge unpaid(Terms terms, List<String> urls) {
        int slot = System.identityHashCode(terms) & (SLOTS - 1);
        Entry entry = entries.get(slot);
        // By identity: comparing terms costs more than building the answer.
        if (entry == null || entry.terms != terms) {
            entry = new Entry(terms, ChallengeTemplate.of(terms, Problem.PAYMENT_REQUIRED, ""));
            entries.set(slot, entry);
        }
        return entry.template.at(urls);
    }
}
