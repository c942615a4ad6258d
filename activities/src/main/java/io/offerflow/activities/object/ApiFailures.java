package io.offerflow.activities.object;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.offerflow.workflows.offer.OfferActivities;
import io.temporal.failure.ApplicationErrorCategory;
import io.temporal.failure.ApplicationFailure;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * What the API server's failures mean. Sentences are stable: without times, resource versions, uids and addresses, so that the same
 * trouble reads the same at every try and writes no new status.
 */
public final class ApiFailures {
    /** Type of a failure that no retry heals. */
    public static final String REFUSED = "ClusterRefused";

    private static final int TOO_MANY_REQUESTS = 429;
    private static final int MAX_SENTENCE = 400;
    private static final Duration MAX_DELAY = Duration.ofMinutes(1);

    private static final Pattern TIME =
            Pattern.compile("( at)? \\d{4}-\\d{2}-\\d{2}[T ]\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?(Z|[+-]\\d{2}:?\\d{2})?");
    private static final Pattern VERSION = Pattern.compile("(?i)(resource ?version:? ?\"?)\\d+");
    private static final Pattern UID =
            Pattern.compile("\\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\\b");
    private static final Pattern ADDRESS =
            Pattern.compile("\\b\\d{1,3}(\\.\\d{1,3}){3}(:\\d+)?\\b|\\[[0-9a-fA-F:]{2,}](:\\d+)?");
    private static final Pattern SPACE = Pattern.compile("\\s+");

    private ApiFailures() {}

    /** A refusal that no value of the contract can carry, such as a missing permission to read, heals by itself once it is granted. */
    public static <T> T reaching(Supplier<T> work) {
        try {
            return work.get();
        } catch (KubernetesClientException e) {
            throw unavailable(e);
        }
    }

    /**
     * Trouble that passes by itself: no connection, no time, 401 (a token is being renewed), 429, 5xx. A webhook of somebody else that
     * cannot be called also comes as 500, but concerns one kind only and may last.
     */
    public static boolean passes(KubernetesClientException e) {
        int code = e.getCode();
        boolean server = code >= HttpURLConnection.HTTP_INTERNAL_ERROR && !webhook(e);
        return code <= 0
                || code == HttpURLConnection.HTTP_UNAUTHORIZED
                || code == HttpURLConnection.HTTP_CLIENT_TIMEOUT
                || code == TOO_MANY_REQUESTS
                || server;
    }

    /** The retryable failure of the contract; waits as long as the API server asks for, a minute at most. */
    public static ApplicationFailure unavailable(KubernetesClientException e) {
        ApplicationFailure.Builder failure = ApplicationFailure.newBuilder()
                .setType(OfferActivities.CLUSTER_UNAVAILABLE)
                .setMessage(sentence(e))
                // Expected in the life of a cluster: counted, but no error of ours.
                .setCategory(ApplicationErrorCategory.BENIGN);
        retryAfter(e).ifPresent(failure::setNextRetryDelay);
        return failure.build();
    }

    public static ApplicationFailure unavailable(String message) {
        return ApplicationFailure.newBuilder()
                .setType(OfferActivities.CLUSTER_UNAVAILABLE)
                .setMessage(message)
                .setCategory(ApplicationErrorCategory.BENIGN)
                .build();
    }

    public static ApplicationFailure refused(String message) {
        return ApplicationFailure.newBuilder()
                .setType(REFUSED)
                .setMessage(message)
                .setNonRetryable(true)
                .setCategory(ApplicationErrorCategory.BENIGN)
                .build();
    }

    /** The API server's own words, or what happened to the connection. */
    public static String sentence(KubernetesClientException e) {
        if (e.getCode() <= 0) {
            return connection(e);
        }
        String words =
                Optional.ofNullable(e.getStatus()).map(Status::getMessage).orElse("");
        return words.isBlank() ? "the API server answered " + e.getCode() : normalised(words);
    }

    public static String normalised(String words) {
        String text = TIME.matcher(words).replaceAll("");
        text = VERSION.matcher(text).replaceAll("$1…");
        text = UID.matcher(text).replaceAll("(uid)");
        text = ADDRESS.matcher(text).replaceAll("(address)");
        text = SPACE.matcher(text).replaceAll(" ").trim();
        return text.length() <= MAX_SENTENCE ? text : text.substring(0, MAX_SENTENCE - 1) + "…";
    }

    private static String connection(Throwable failure) {
        String words = "the connection to the API server broke";
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            words = switch (cause) {
                case HttpTimeoutException late -> "the API server did not answer in time";
                case TimeoutException late -> "the API server did not answer in time";
                case ConnectException refused -> "the API server cannot be reached";
                default -> words;
            };
        }
        return words;
    }

    private static Optional<Duration> retryAfter(KubernetesClientException e) {
        Status status = e.getStatus();
        Integer seconds = status == null || status.getDetails() == null
                ? null
                : status.getDetails().getRetryAfterSeconds();
        return Optional.ofNullable(seconds)
                .filter(s -> s > 0)
                .map(Duration::ofSeconds)
                .map(asked -> asked.compareTo(MAX_DELAY) > 0 ? MAX_DELAY : asked);
    }

    private static boolean webhook(KubernetesClientException e) {
        return e.getCode() == HttpURLConnection.HTTP_INTERNAL_ERROR
                && e.getStatus() != null
                && String.valueOf(e.getStatus().getMessage()).contains("failed calling webhook");
    }
}
