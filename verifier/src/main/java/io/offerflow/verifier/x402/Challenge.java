package io.offerflow.verifier.x402;

import io.offerflow.verifier.route.Terms;
import java.util.List;

/**
 * What a 402 says, in both versions: the version 2 header, always, and the version 1 body.
 *
 * @param header base64 for {@code PAYMENT-REQUIRED}, under {@link #MAX_HEADER}
 * @param body JSON of version 1
 */
public record Challenge(String header, byte[] body) {
    /** Characters. Beyond it a large facilitator refuses payments, and Node's fetch gives up at 16 kB. */
    public static final int MAX_HEADER = 3_000;

    /**
     * After a payment that did not pass. A request without one is answered by {@link Challenges}, which is faster.
     *
     * @param urls addresses of the resource from the most to the least exact; the first that fits the header is used
     * @param detail a clean sentence about what was wrong with a payment, or empty
     */
    public static Challenge of(Terms terms, List<String> urls, Problem problem, String detail) {
        return ChallengeTemplate.of(terms, problem, detail).at(urls);
    }
}
