package io.offerflow.flows.money;

import com.fasterxml.jackson.databind.JsonNode;
import io.offerflow.api.Json;
import io.offerflow.dev.pay.TokenTransfer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Finds out what became of payments whose outcome is unknown, as the gate's admin listener lets a controller do. */
final class Resolution implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final URI admin;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    Resolution(URI admin) {
        this.admin = admin;
    }

    /** At most 500, the longest unchanged first. */
    private List<JsonNode> unknown() throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create(admin + "/settlements?state=unknown"))
                        .timeout(LIMIT)
                        .build(),
                BodyHandlers.ofString());
        List<JsonNode> found = new ArrayList<>();
        Json.mapper().readTree(answer.body()).path("settlements").forEach(found::add);
        return found;
    }

    /** Has every second one of the list sent again, which may settle it. */
    void resendSome() throws IOException, InterruptedException {
        List<JsonNode> open = unknown();
        for (int i = 0; i < open.size(); i += 2) {
            post(open.get(i), "retry", "");
        }
    }

    /**
     * Reports what the chain says until nothing is unknown.
     *
     * @param moved by nonce; what is not there can never move any more
     * @return how many were paid, and how many were not
     */
    Told report(Map<String, TokenTransfer> moved) throws IOException, InterruptedException {
        Told told = new Told(0, 0);
        for (List<JsonNode> open = unknown(); !open.isEmpty(); open = unknown()) {
            for (JsonNode payment : open) {
                TokenTransfer transfer = moved.get(payment.path("nonce").asText());
                post(
                        payment,
                        "outcome",
                        transfer == null
                                ? "{\"state\":\"expired\"}"
                                : "{\"state\":\"settled\",\"transaction\":\"" + transfer.transaction() + "\"}");
                told = transfer == null
                        ? new Told(told.settled(), told.expired() + 1)
                        : new Told(told.settled() + 1, told.expired());
            }
        }
        return told;
    }

    record Told(int settled, int expired) {}

    private void post(JsonNode payment, String act, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(admin + "/settlements/" + payment.path("id").asText() + "/" + act))
                .timeout(LIMIT)
                .header("Authorization", "Bearer " + World.ADMIN_TOKEN)
                .POST(BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new AssertionError(act + ": " + answer.statusCode() + " " + answer.body());
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
