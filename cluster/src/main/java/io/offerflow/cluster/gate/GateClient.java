package io.offerflow.cluster.gate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.offerflow.api.Json;
import io.offerflow.api.Ref;
import io.offerflow.api.gate.GateReplica;
import io.offerflow.api.gate.GateReport;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Asks verifier replicas over their admin listeners. Safe for many threads. A replica that does not answer is a value, not a failure. */
public final class GateClient implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final ReplicaSource source;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(TIMEOUT)
            .build();

    public GateClient(ReplicaSource source) {
        this.source = source;
    }

    /** The replicas that are ready now. */
    public List<URI> replicas() {
        return source.replicas();
    }

    /** What every ready replica says about one offer, asked at the same time; 2 s for each. */
    public List<GateReplica> ask(Ref offer) {
        List<URI> replicas = replicas();
        List<CompletableFuture<GateReplica>> answers = new ArrayList<>();
        for (URI replica : replicas) {
            HttpRequest question = get(replica, "/routes/" + offer);
            answers.add(http.sendAsync(question, HttpResponse.BodyHandlers.ofByteArray())
                    .thenApply(answer -> report(answer, offer))
                    .exceptionally(failure -> null)
                    .thenApply(report -> new GateReplica(replica.getAuthority(), report)));
        }
        return answers.stream().map(GateClient::await).toList();
    }

    /** Everything that one replica knows, or that nothing changed since {@code etag}. */
    public RouteListing list(URI replica, @Nullable String etag) {
        HttpRequest.Builder question = HttpRequest.newBuilder(get(replica, "/routes"), (name, value) -> true);
        if (etag != null) {
            question.header("If-None-Match", etag);
        }
        return await(http.sendAsync(question.build(), HttpResponse.BodyHandlers.ofByteArray())
                .thenApply(GateClient::listing)
                .exceptionally(failure -> new RouteListing.Unreachable("does not answer")));
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    private static HttpRequest get(URI replica, String path) {
        String base = replica.toString();
        String root = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
        return HttpRequest.newBuilder(URI.create(root + path))
                .timeout(TIMEOUT)
                .header("Accept", "application/json")
                .build();
    }

    /** Null when the answer is none of a gate's. */
    private static @Nullable GateReport report(HttpResponse<byte[]> answer, Ref offer) {
        return switch (answer.statusCode()) {
            case HttpURLConnection.HTTP_OK -> read(answer.body());
            case HttpURLConnection.HTTP_NOT_FOUND ->
                new GateReport(offer.namespace(), offer.name(), null, 0, null, GateReport.State.Unknown, null, null);
            default -> null;
        };
    }

    private static @Nullable GateReport read(byte[] body) {
        try {
            GateReport report = Json.mapper().convertValue(tree(body), GateReport.class);
            return report == null || report.state() == null ? null : report;
        } catch (IllegalArgumentException odd) {
            return null;
        }
    }

    private static RouteListing listing(HttpResponse<byte[]> answer) {
        if (answer.statusCode() == HttpURLConnection.HTTP_NOT_MODIFIED) {
            return new RouteListing.Unchanged();
        }
        if (answer.statusCode() != HttpURLConnection.HTTP_OK) {
            return new RouteListing.Unreachable("answered " + answer.statusCode());
        }
        try {
            GateReport[] reports = Json.mapper().convertValue(tree(answer.body()), GateReport[].class);
            return new RouteListing.Listed(answer.headers().firstValue("ETag").orElse(null), List.of(reports));
        } catch (IllegalArgumentException odd) {
            return new RouteListing.Unreachable("sent no list of routes");
        }
    }

    private static JsonNode tree(byte[] body) {
        try {
            return Json.mapper().readTree(body);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory are always readable", e);
        }
    }

    private static <T> T await(CompletableFuture<T> answer) {
        try {
            return answer.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while the gate was asked");
        } catch (ExecutionException e) {
            throw new IllegalStateException("every answer has a value", e);
        }
    }
}
