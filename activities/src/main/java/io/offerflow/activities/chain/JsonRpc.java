package io.offerflow.activities.chain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offerflow.api.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One endpoint. Calls are short; the client repeats none by itself, since all of them are POSTs. */
final class JsonRpc {
    private static final Duration TIMEOUT = Duration.ofSeconds(6);
    private static final int OK = 200;
    /** Request Timeout, Content Too Large, Gateway Timeout. */
    private static final Set<Integer> TOO_MUCH = Set.of(408, 413, 504);
    /** A full block with all its transactions has some MiB. */
    private static final int LIMIT = 16 * 1024 * 1024;

    private final HttpClient http;
    private final URI endpoint;

    JsonRpc(HttpClient http, URI endpoint) {
        this.http = http;
        this.endpoint = endpoint;
    }

    /** Without path and query, which may hold keys. */
    String host() {
        return String.valueOf(endpoint.getHost());
    }

    /**
     * The field {@code result}; a JSON null where the node knows nothing of what was asked for.
     *
     * @throws RpcError where the node itself says no
     */
    JsonNode call(String method, Object... parameters) throws RpcException, InterruptedException {
        ObjectNode question = Json.mapper()
                .createObjectNode()
                .put("jsonrpc", "2.0")
                .put("id", 1)
                .put("method", method);
        ArrayNode params = question.putArray("params");
        for (Object parameter : parameters) {
            params.add(Json.mapper().<JsonNode>valueToTree(parameter));
        }
        HttpRequest request = HttpRequest.newBuilder(endpoint)
                .header("Content-Type", "application/json")
                .timeout(TIMEOUT)
                .POST(BodyPublishers.ofString(question.toString()))
                .build();
        JsonNode answer = parse(send(request), method);
        if (answer.hasNonNull("error")) {
            throw new RpcError(method, answer.path("error"));
        }
        if (!answer.has("result")) {
            throw new RpcException(method + " is answered without a result");
        }
        return answer.path("result");
    }

    /** The limit holds for the body too, which the request's own does not cover. */
    private HttpResponse<byte[]> send(HttpRequest request) throws RpcException, InterruptedException {
        CompletableFuture<HttpResponse<byte[]>> sent = http.sendAsync(request, LimitedBody.upTo(LIMIT));
        try {
            return sent.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            throw new RpcTimeout("no answer in time");
        } catch (ExecutionException failed) {
            throw new RpcException("no answer");
        } finally {
            sent.cancel(true);
        }
    }

    private static JsonNode parse(HttpResponse<byte[]> answer, String method) throws RpcException {
        try {
            JsonNode json = Json.mapper().readTree(answer.body());
            if (json.isObject() && (answer.statusCode() == OK || json.hasNonNull("error"))) {
                return json;
            }
        } catch (IOException notJson) {
            // The status tells more than what is wrong with the text.
        }
        String phrase = method + " is answered with status " + answer.statusCode();
        throw TOO_MUCH.contains(answer.statusCode()) ? new RpcTimeout(phrase) : new RpcException(phrase);
    }
}
