package io.offerflow.verifier.pay;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.offerflow.api.Json;
import io.offerflow.verifier.x402.FacilitatorText;
import io.offerflow.verifier.x402.Wire;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/**
 * Talks to a facilitator over one pooled client. The JSON decides, whatever the status: some facilitators put their verdicts into 400 and
 * 500. A call that may have arrived and did not answer clearly is never read as "nothing was taken".
 */
public final class FacilitatorClient implements Facilitator, AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final int MAX_BODY = 65_536;
    private static final Pattern HASH = Pattern.compile("0x[0-9a-fA-F]{1,128}");

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http;
    private final Timeouts timeouts;
    private final MeterRegistry metrics;

    /** For a whole call, from connecting to the last byte of the answer. */
    public record Timeouts(Duration verify, Duration settle) {}

    /** What came back. */
    private sealed interface Reply {
        record Answer(int status, JsonNode json) implements Reply {}

        record NoConnection(String detail) implements Reply {}

        record Lost(boolean late, String detail) implements Reply {}
    }

    public FacilitatorClient(Timeouts timeouts, MeterRegistry metrics) {
        this.timeouts = timeouts;
        this.metrics = metrics;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .executor(threads)
                .build();
    }

    /** Asked once more when a connection breaks: asking moves no money, and a pooled connection may have died unnoticed. */
    @Override
    public Verification verify(Order order) {
        Reply first = call("verify", order, timeouts.verify());
        boolean broken = first instanceof Reply.Lost lost && !lost.late();
        return switch (broken ? call("verify", order, timeouts.verify()) : first) {
            case Reply.NoConnection none -> new Verification.Unavailable(false, none.detail());
            case Reply.Lost lost -> new Verification.Unavailable(false, lost.detail());
            case Reply.Answer answer -> verification(answer);
        };
    }

    @Override
    public Settlement settle(Order order) {
        return settlement(call("settle", order, timeouts.settle()));
    }

    @Override
    public Settlement settleAgain(URI facilitator, byte[] body) {
        return settlement(call("settle", facilitator, body, timeouts.settle()));
    }

    private static Settlement settlement(Reply reply) {
        return switch (reply) {
            case Reply.NoConnection none -> new Settlement.NotTaken(false, none.detail());
            case Reply.Lost lost -> new Settlement.Unknown(lost.detail(), "");
            case Reply.Answer answer -> settlement(answer);
        };
    }

    @Override
    public void close() {
        http.shutdownNow();
        threads.shutdownNow();
    }

    private static Verification verification(Reply.Answer answer) {
        JsonNode valid = answer.json().path("isValid");
        if (valid.isBoolean() && !valid.booleanValue()) {
            return new Verification.Invalid(text(answer.json(), "invalidReason"));
        }
        if (valid.isBoolean() && success(answer.status())) {
            return new Verification.Valid();
        }
        return new Verification.Unavailable(true, "status " + answer.status() + " without a verdict");
    }

    private static Settlement settlement(Reply.Answer answer) {
        JsonNode success = answer.json().path("success");
        String sent = text(answer.json(), "transaction");
        String transaction = HASH.matcher(sent).matches() ? sent : "";
        if (success.isBoolean() && success.booleanValue() && success(answer.status())) {
            return new Settlement.Settled(transaction);
        }
        String reason = text(answer.json(), "errorReason");
        if (success.isBoolean() && !success.booleanValue()) {
            // A transaction was sent and the facilitator failed or gave up on it: only the chain knows.
            boolean open = reason.contains("pending") || (answer.status() >= 500 && !transaction.isEmpty());
            return open ? new Settlement.Unknown(reason, transaction) : new Settlement.Rejected(reason);
        }
        String detail = "status " + answer.status() + " without a verdict";
        boolean turnedAway = answer.status() >= 400 && answer.status() < 500 && answer.status() != 408;
        return turnedAway ? new Settlement.NotTaken(true, detail) : new Settlement.Unknown(detail, transaction);
    }

    private Reply call(String operation, Order order, Duration timeout) {
        return call(operation, order.facilitator(), order.body(), timeout);
    }

    private Reply call(String operation, URI facilitator, byte[] body, Duration timeout) {
        Timer.Sample sample = Timer.start(metrics);
        Reply reply = exchange(URI.create(facilitator + "/" + operation), body, timeout);
        sample.stop(Timer.builder("offerflow.verifier.facilitator")
                .description("Calls to the facilitator")
                .tag("call", operation)
                .tag("outcome", outcome(reply))
                .serviceLevelObjectives(
                        Duration.ofMillis(10), Duration.ofMillis(100), Duration.ofSeconds(1), Duration.ofSeconds(10))
                .register(metrics));
        return reply;
    }

    private static String outcome(Reply reply) {
        return switch (reply) {
            case Reply.Answer answer -> "answered";
            case Reply.NoConnection none -> "unreachable";
            case Reply.Lost lost -> "lost";
        };
    }

    private Reply exchange(URI uri, byte[] body, Duration timeout) {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Content-Type", Wire.MIME_TYPE)
                .header("Accept", Wire.MIME_TYPE)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        // On a thread of its own, since a request's own timeout ends with the head of the answer. Not sendAsync, which
        // completes on the
        // common pool: anything that blocks there would hold up payments.
        Future<HttpResponse<byte[]>> pending =
                threads.submit(() -> http.send(request, head -> new LimitedBody(MAX_BODY)));
        try {
            HttpResponse<byte[]> response = pending.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            return new Reply.Answer(response.statusCode(), json(response.body()));
        } catch (TimeoutException late) {
            pending.cancel(true);
            return new Reply.Lost(true, "no answer within " + timeout.toMillis() + " ms");
        } catch (ExecutionException failed) {
            return failure(failed.getCause());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            pending.cancel(true);
            return new Reply.Lost(true, "the gate is stopping");
        }
    }

    /** Only what fails before a connection stands proves that nothing was sent. */
    private static Reply failure(Throwable cause) {
        String detail = FacilitatorText.clean(String.valueOf(cause));
        boolean unsent = cause instanceof ConnectException
                || cause instanceof HttpConnectTimeoutException
                || cause instanceof UnresolvedAddressException;
        return unsent ? new Reply.NoConnection(detail) : new Reply.Lost(false, detail);
    }

    private static JsonNode json(byte[] body) {
        try {
            JsonNode json = Json.mapper().readTree(body);
            return json == null ? Json.mapper().missingNode() : json;
        } catch (IOException notJson) {
            return Json.mapper().missingNode();
        }
    }

    private static String text(JsonNode json, String field) {
        return FacilitatorText.clean(json.path(field).asText(""));
    }

    private static boolean success(int status) {
        return status >= 200 && status < 300;
    }
}
