package io.offerflow.verifier.x402;

import io.offerflow.verifier.route.Terms;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Challenges for requests without a payment. What does not change from request to request is kept for the terms that were asked for last:
 * kept for all of 100,000 offers it would cost 100 MB. Safe for any thread, never blocks; a race costs a template that is made twice.
 */
public final class Challenges {
    /** A power of two; a slot in use holds about 2 kB. */
    private static final int SLOTS = 16_384;
    /** Neighbouring slots in which terms may be kept, so that 10,000 offers hardly ever displace each other. */
    private static final int NEIGHBOURS = 8;

    private final AtomicReferenceArray<Entry> entries = new AtomicReferenceArray<>(SLOTS);

    private record Entry(Terms terms, ChallengeTemplate template) {}

    /** @param urls addresses of the resource from the most to the least exact; the first that fits the header is used */
    public Challenge unpaid(Terms terms, List<String> urls) {
        // By identity: comparing terms costs more than building the answer.
        int home = System.identityHashCode(terms);
        for (int i = 0; i < NEIGHBOURS; i++) {
            Entry entry = entries.get(home + i & SLOTS - 1);
            if (entry == null) {
                return kept(terms, home + i).at(urls);
            }
            if (entry.terms == terms) {
                return entry.template.at(urls);
            }
        }
        // All taken: one of them goes, which one is for the hash's other bits to say.
        return kept(terms, home + (home >>> Integer.SIZE / 2) % NEIGHBOURS).at(urls);
    }

    private ChallengeTemplate kept(Terms terms, int place) {
        ChallengeTemplate template = ChallengeTemplate.of(terms, Problem.PAYMENT_REQUIRED, "");
        entries.set(place & SLOTS - 1, new Entry(terms, template));
        return template;
    }
}
