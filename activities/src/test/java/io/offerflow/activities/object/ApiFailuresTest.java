package io.offerflow.activities.object;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.offerflow.workflows.offer.OfferActivities;
import io.temporal.failure.ApplicationFailure;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiFailuresTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 401, 408, 429, 500, 502, 503, 504})
    void troubleOfTheServerPasses(int code) {
        assertThat(ApiFailures.passes(failure(code, "x"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 404, 409, 410, 422})
    void aRefusalDoesNotPass(int code) {
        assertThat(ApiFailures.passes(failure(code, "x"))).isFalse();
    }

    @Test
    void somebodyElsesBrokenWebhookIsARefusal() {
        String words = "Internal error occurred: failed calling webhook \"x.example\": failed to call webhook: Post"
                + " \"https://x.svc:443/v\": dial tcp 10.96.0.7:443: connect: connection refused";
        KubernetesClientException failure = failure(500, words);
        assertThat(ApiFailures.passes(failure)).isFalse();
        assertThat(ApiFailures.sentence(failure))
                .contains("dial tcp (address): connect")
                .doesNotContain("10.96");
    }

    @Test
    void theRetryableFailureHasTheContractsTypeAndWaitsAsAsked() {
        Status status = new StatusBuilder()
                .withCode(429)
                .withMessage("slow down")
                .withNewDetails()
                .withRetryAfterSeconds(7)
                .endDetails()
                .build();
        ApplicationFailure failure = ApiFailures.unavailable(new KubernetesClientException(status));
        assertThat(failure.getType()).isEqualTo(OfferActivities.CLUSTER_UNAVAILABLE);
        assertThat(failure.isNonRetryable()).isFalse();
        assertThat(failure.getNextRetryDelay()).isEqualTo(Duration.ofSeconds(7));
        assertThat(failure.getOriginalMessage()).isEqualTo("slow down");
    }

    @Test
    void aServerThatAsksForAnHourIsAskedAgainAfterAMinute() {
        Status status = new StatusBuilder()
                .withCode(503)
                .withNewDetails()
                .withRetryAfterSeconds(3_600)
                .endDetails()
                .build();
        assertThat(ApiFailures.unavailable(new KubernetesClientException(status))
                        .getNextRetryDelay())
                .isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void connectionTroubleReadsTheSameWhateverTheAddress() {
        assertThat(ApiFailures.sentence(lost(new ConnectException("10.0.0.1:6443"))))
                .isEqualTo("the API server cannot be reached");
        assertThat(ApiFailures.sentence(lost(new HttpTimeoutException("https://10.0.0.1"))))
                .isEqualTo("the API server did not answer in time");
        assertThat(ApiFailures.sentence(lost(new IOException("10.0.0.1 reset"))))
                .isEqualTo("the connection to the API server broke");
    }

    @Test
    void whatChangesFromTryToTryIsTakenOut() {
        assertThat(ApiFailures.normalised(
                        "conflict with \"kubectl-edit\" using v1 at 2026-11-21T07:09:09Z: .spec.rules"))
                .isEqualTo("conflict with \"kubectl-edit\" using v1: .spec.rules");
        assertThat(ApiFailures.normalised("resourceVersion: \"8812\" is old"))
                .isEqualTo("resourceVersion: \"…\" is old");
        assertThat(ApiFailures.normalised("uid 123e4567-e89b-12d3-a456-426614174000\nmismatch"))
                .isEqualTo("uid (uid) mismatch");
        assertThat(ApiFailures.normalised("x".repeat(5_000))).hasSize(400).endsWith("…");
    }

    private static KubernetesClientException failure(int code, String message) {
        return new KubernetesClientException(
                new StatusBuilder().withCode(code).withMessage(message).build());
    }

    private static KubernetesClientException lost(IOException cause) {
        return new KubernetesClientException("Operation: [get] at https://10.0.0.1:6443 failed", cause);
    }
}
