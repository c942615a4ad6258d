package io.offerflow.signer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.offerflow.signer.RunningSigner.Reply;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cannot be written down is not signed. */
class DurabilityTest {
    private static final String POLICY =
            """
            messages: allow
            chains:
              8453:
                tokens: {"%1$s": {perTransaction: "5", perDay: "5"}}
                typedData: [{name: USD Coin, verifyingContract: "%1$s", primaryTypes: [TransferWithAuthorization]}]
            """
                    .formatted(RunningSigner.USDC);

    @TempDir
    Path home;

    private Instant now = Instant.parse("2026-01-01T12:00:00Z");

    @Test
    void without_an_audit_log_no_signature_is_given_away() throws Exception {
        try (RunningSigner signer = RunningSigner.start(RunningSigner.settings(home, POLICY), () -> now)) {
            assertThat(signer.sign("message", "{\"message\":\"a\"}").status()).isEqualTo(200);
            now = now.plus(Duration.ofDays(1));
            // A directory where tomorrow's file belongs: the next line cannot be written.
            Files.createDirectory(home.resolve("state/audit-2026-01-02.jsonl"));
            assertUnavailable(signer.sign("message", "{\"message\":\"a\"}"));
            Files.delete(home.resolve("state/audit-2026-01-02.jsonl"));
            assertThat(signer.sign("message", "{\"message\":\"a\"}").status()).isEqualTo(200);
        }
    }

    @Test
    void without_totals_nothing_is_spent_and_the_audit_log_says_so() throws Exception {
        try (RunningSigner signer = RunningSigner.start(RunningSigner.settings(home, POLICY), () -> now)) {
            now = now.plus(Duration.ofDays(1));
            Files.createDirectory(home.resolve("state/spent-2026-01-02.jsonl"));
            assertUnavailable(signer.sign("typed-data", Requests.authorization("5", 1)));
            assertThat(RunningSigner.audit(home).getLast().path("decision").asText())
                    .isEqualTo("unavailable");
            Files.delete(home.resolve("state/spent-2026-01-02.jsonl"));
            assertThat(signer.sign("typed-data", Requests.authorization("5", 1)).status())
                    .isEqualTo(200);
        }
    }

    @Test
    void a_start_that_fails_leaves_the_directory_to_the_next_one() throws Exception {
        var settings = RunningSigner.settings(home, POLICY);
        Files.writeString(home.resolve("keys/broken"), "{}");
        assertThatThrownBy(() -> RunningSigner.start(settings, () -> now)).hasMessageContaining("broken");
        Files.delete(home.resolve("keys/broken"));
        RunningSigner.start(settings, () -> now).close();
    }

    private static void assertUnavailable(Reply reply) {
        assertThat(reply.status()).as(reply.raw().body()).isEqualTo(503);
        assertThat(reply.code()).isEqualTo("UNAVAILABLE");
        assertThat(reply.json().has("signature")).isFalse();
    }
}
