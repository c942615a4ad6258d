package io.offerflow.verifier.x402;

import io.offerflow.verifier.route.Terms;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * What is said about payments that did not pass. Sentences are few and forgers send the same nonsense again and again, so what was said last
 * is kept: refusing must not cost more than asking. Safe for any thread, never blocks; a race costs a text that is made twice.
 */
public final class Denials {
    /** A power of two; a slot in use holds about 2 kB, and texts from facilitators can do no more than displace others. */
    private static final int SLOTS = 1_024;

    private final AtomicReferenceArray<@Nullable Said> challenges = new AtomicReferenceArray<>(SLOTS);
    private final AtomicReferenceArray<@Nullable Body> bodies = new AtomicReferenceArray<>(SLOTS);

    private record Said(Terms terms, Problem problem, String detail, ChallengeTemplate template) {
        /** Terms by identity: comparing them costs more than building the answer. */
        boolean is(Terms asked, Problem what, String how) {
            return terms == asked && problem == what && detail.equals(how);
        }
    }

    private record Body(Problem problem, String detail, byte[] json) {}

    /**
     * Where a new payment is welcome.
     *
     * @param urls addresses of the resource from the most to the least exact; the first that fits the header is used
     * @param detail a clean sentence about what was wrong, or empty
     */
    public Challenge challenge(Terms terms, List<String> urls, Problem problem, String detail) {
        int place = place(System.identityHashCode(terms) ^ problem.ordinal(), detail);
        Said said = challenges.get(place);
        if (said == null || !said.is(terms, problem, detail)) {
            said = new Said(terms, problem, detail, ChallengeTemplate.of(terms, problem, detail));
            challenges.set(place, said);
        }
        return said.template().at(urls);
    }

    /** Where none is; {@code status} is the address under which the buyer may ask what became of his money. Not to be changed. */
    public byte[] body(Problem problem, String detail, Optional<String> status) {
        if (status.isPresent()) {
            return json(problem, detail, status);
        }
        int place = place(problem.ordinal(), detail);
        Body body = bodies.get(place);
        if (body == null || body.problem() != problem || !body.detail().equals(detail)) {
            body = new Body(problem, detail, json(problem, detail, status));
            bodies.set(place, body);
        }
        return body.json();
    }

    private static int place(int home, String detail) {
        int mixed = home * 31 + detail.hashCode();
        return (mixed ^ mixed >>> Integer.SIZE / 2) & SLOTS - 1;
    }

    private static byte[] json(Problem problem, String detail, Optional<String> status) {
        return Wire.bytes(json -> {
            json.writeStartObject();
            json.writeStringField("error", detail.isEmpty() ? problem.code() : detail);
            json.writeStringField("reason", problem.code());
            json.writeStringField("hint", problem.hint());
            json.writeBooleanField("retriable", problem.retriable());
            if (status.isPresent()) {
                json.writeStringField("statusUrl", status.get());
            }
            json.writeEndObject();
        });
    }
}
