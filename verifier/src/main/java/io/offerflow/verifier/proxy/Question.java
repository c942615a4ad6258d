package io.offerflow.verifier.proxy;

import io.offerflow.verifier.proxy.Upstream.Call;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What an upstream was asked, to be known again: an answer is only for who asks the same. Any header may choose an answer, so all count but those
 * that differ each time the same is asked.
 *
 * @param digest of method, address, headers and body
 */
record Question(String digest) {
    /** Of one attempt, or of the way that it took. */
    private static final Set<String> OF_AN_ATTEMPT = Set.of(
            "baggage",
            "date",
            "traceparent",
            "tracestate",
            "user-agent",
            "via",
            "x-amzn-trace-id",
            "x-correlation-id",
            "x-request-id");

    static Question of(Call call) {
        MessageDigest digest = sha256();
        text(digest, call.method());
        text(digest, call.uri().toString());
        text(digest, call.wares().name());
        List<String> lines = call.headers().stream()
                .filter(line -> counts(line.name().toLowerCase(Locale.ROOT)))
                .map(line -> line.name().toLowerCase(Locale.ROOT) + ":" + line.value())
                .sorted()
                .toList();
        lines.forEach(line -> text(digest, line));
        text(digest, "");
        digest.update(call.body());
        return new Question(Base64.getEncoder().encodeToString(digest.digest()));
    }

    private static boolean counts(String name) {
        return !OF_AN_ATTEMPT.contains(name) && !name.startsWith("x-forwarded-") && !name.startsWith("x-b3-");
    }

    /** Ends with what no part of a head holds, so that no two heads give the same bytes. */
    private static void text(MessageDigest digest, String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
