package io.offerflow.cluster.gate;

import com.fasterxml.jackson.databind.JsonNode;
import io.offerflow.api.Json;
import io.offerflow.api.Ref;
import io.offerflow.api.settlement.GateWord;
import io.offerflow.api.settlement.OpenSettlement;
import io.offerflow.api.settlement.Outcome;
import java.io.IOException;
import java.math.BigInteger;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the gate's list of unknown outcomes and tells it what became of them, over the admin listeners. Safe for many threads. Replicas that
 * share a database all know a payment; with a ledger of its own only one does, so they are asked in turn.
 */
public final class SettlementClient implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SettlementClient.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    /** The gate waits for its facilitator for a minute. */
    private static final Duration RESEND_TIMEOUT = Duration.ofSeconds(70);

    private static final int TOO_MANY_REQUESTS = 429;

    private final ReplicaSource source;
    private final GateToken token;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    public SettlementClient(ReplicaSource source, GateToken token) {
        this.source = source;
        this.token = token;
    }

    /**
     * What one replica's ledger does not know the outcome of. Blocks for {@code wait} where nothing has changed since {@code etag}.
     *
     * @param wait whole seconds, 30 at most
     */
    public SettlementListing unknown(URI replica, @Nullable String etag, Duration wait) throws InterruptedException {
        HttpRequest.Builder question = HttpRequest.newBuilder(
                        at(replica, "/settlements?state=unknown&wait=" + wait.toSeconds() + "s"))
                .timeout(wait.plus(TIMEOUT));
        if (etag != null) {
            question.header("If-None-Match", etag);
        }
        try {
            return listing(http.send(question.build(), BodyHandlers.ofByteArray()));
        } catch (IOException gone) {
            return new SettlementListing.Unreachable("does not answer");
        }
    }

    /** The gate sends its settle call again. */
    public GateWord retry(String id) throws GateUnavailableException, InterruptedException {
        return tell("/settlements/" + id + "/retry", RESEND_TIMEOUT, BodyPublishers.noBody());
    }

    /** Tells the ledger an outcome; an outcome that stands already is answered alike. */
    public GateWord report(String id, Outcome outcome) throws GateUnavailableException, InterruptedException {
        Map<String, String> report = Map.of(
                "state", outcome.state().word(),
                "transaction", outcome.transaction(),
                "credit", outcome.credit(),
                "detail", outcome.detail());
        String body = Json.mapper().valueToTree(report).toString();
        return tell("/settlements/" + id + "/outcome", TIMEOUT, BodyPublishers.ofString(body));
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    private GateWord tell(String path, Duration timeout, BodyPublisher body)
            throws GateUnavailableException, InterruptedException {
        String shown = token.read().orElseThrow(() -> new GateUnavailableException("there is no token for the gate"));
        String trouble = "no replica is ready";
        boolean forgotten = false;
        for (URI replica : source.replicas()) {
            HttpRequest request = HttpRequest.newBuilder(at(replica, path))
                    .timeout(timeout)
                    .header("Authorization", "Bearer " + shown)
                    .header("Content-Type", "application/json")
                    .POST(body)
                    .build();
            try {
                HttpResponse<byte[]> answer = http.send(request, BodyHandlers.ofByteArray());
                Optional<GateWord> word = word(answer);
                if (word.isPresent()) {
                    return word.get();
                }
                forgotten = true;
            } catch (IOException away) {
                trouble = "a replica does not answer";
            } catch (GateUnavailableException cannot) {
                trouble = String.valueOf(cannot.getMessage());
            }
        }
        if (forgotten && trouble.equals("no replica is ready")) {
            return new GateWord.Forgotten();
        }
        throw new GateUnavailableException(trouble);
    }

    /** Empty where this replica does not know it. */
    private static Optional<GateWord> word(HttpResponse<byte[]> answer) throws GateUnavailableException {
        JsonNode json = tree(answer.body());
        JsonNode stands = json.at("/settlements/0");
        return switch (answer.statusCode()) {
            case HttpURLConnection.HTTP_OK, HttpURLConnection.HTTP_CONFLICT ->
                Optional.of(
                        stands.isObject()
                                ? new GateWord.Stands(
                                        stands.path("state").asText(),
                                        stands.path("transaction").asText())
                                : taken(json));
            case HttpURLConnection.HTTP_NOT_FOUND -> Optional.empty();
            case HttpURLConnection.HTTP_UNAUTHORIZED ->
                throw new GateUnavailableException("the gate refuses the token of " + GateToken.SETTING);
            case TOO_MANY_REQUESTS -> throw new GateUnavailableException("the gate is busy sending others");
            default -> throw new GateUnavailableException("the gate answers " + answer.statusCode());
        };
    }

    private static GateWord taken(JsonNode json) throws GateUnavailableException {
        if (json.toString().contains("transaction_taken")) {
            return new GateWord.TransactionTaken();
        }
        throw new GateUnavailableException("the gate answers in a way that is not known");
    }

    private static SettlementListing listing(HttpResponse<byte[]> answer) {
        return switch (answer.statusCode()) {
            case HttpURLConnection.HTTP_NOT_MODIFIED -> new SettlementListing.Unchanged();
            case HttpURLConnection.HTTP_OK -> {
                List<OpenSettlement> open = new ArrayList<>();
                tree(answer.body()).path("settlements").forEach(row -> read(row).ifPresent(open::add));
                yield new SettlementListing.Listed(
                        answer.headers().firstValue("ETag").orElse(null), open);
            }
            default -> new SettlementListing.Unreachable("answered " + answer.statusCode());
        };
    }

    /** Empty, and logged, for a row that is none: it must not hold up the others. */
    private static Optional<OpenSettlement> read(JsonNode row) {
        try {
            Function<String, String> text = name -> row.path(name).asText();
            String namespace = text.apply("namespace");
            return Optional.of(new OpenSettlement(
                    text.apply("id"),
                    new OpenSettlement.Key(
                            text.apply("network"), text.apply("asset"), text.apply("payer"), text.apply("nonce")),
                    text.apply("payTo"),
                    new BigInteger(text.apply("amount")),
                    Instant.ofEpochSecond(row.path("validBefore").asLong()),
                    Instant.parse(text.apply("updatedAt")),
                    text.apply("transaction"),
                    namespace.isEmpty() ? null : new Ref(namespace, text.apply("name")),
                    text.apply("uid")));
        } catch (IllegalArgumentException | DateTimeException odd) {
            LOG.error(
                    "a replica lists a settlement that cannot be read: {}",
                    odd.getClass().getSimpleName());
            return Optional.empty();
        }
    }

    private static JsonNode tree(byte[] body) {
        try {
            return Json.mapper().readTree(body);
        } catch (IOException notJson) {
            return Json.mapper().missingNode();
        }
    }

    private static URI at(URI replica, String path) {
        String base = replica.toString();
        return URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path);
    }
}
