package io.offerflow.dev.crds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;

/** Plain requests to an API server: what it answers is what is tested, so that nothing in between explains or retries. */
final class Api implements AutoCloseable {

    private static final String JSON = "application/json";
    private static final String MERGE_PATCH = "application/merge-patch+json";
    private static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io";
    private static final JsonMapper MAPPER = new JsonMapper();

    /** {@code body} is an object or a Status. */
    record Reply(int code, JsonNode body) {
        boolean accepted() {
            return code < 300;
        }

        String message() {
            return body.path("message").asText();
        }
    }

    private final KubernetesClient client;

    Api(String kubeconfig) {
        Config config = Config.fromKubeconfig(kubeconfig);
        config.setRequestRetryBackoffLimit(0);
        client = new KubernetesClientBuilder().withConfig(config).build();
    }

    /** POST with strict field validation, as kubectl sends it. */
    Reply create(JsonNode object) {
        return write("POST", collection(object) + "?fieldValidation=Strict", JSON, object.toString());
    }

    /** JSON merge patch; {@code subresource} is empty or {@code /status}. */
    Reply patch(JsonNode object, String subresource, String mergePatch) {
        return write("PATCH", path(object) + subresource, MERGE_PATCH, mergePatch);
    }

    Reply get(String path) {
        return send(request(path, JSON));
    }

    Reply get(JsonNode object) {
        return get(path(object));
    }

    /** The collection as a Table, from which kubectl prints its columns. */
    Reply table(String path) {
        return send(request(path, TABLE));
    }

    @Override
    public void close() {
        client.close();
    }

    private static String path(JsonNode object) {
        return collection(object) + "/" + object.at("/metadata/name").asText();
    }

    private static String collection(JsonNode object) {
        String version = object.path("apiVersion").asText();
        String namespace = object.at("/metadata/namespace").asText();
        return (version.contains("/") ? "/apis/" : "/api/")
                + version
                + (namespace.isEmpty() ? "" : "/namespaces/" + namespace)
                + "/"
                + plural(object.path("kind").asText().toLowerCase(Locale.ROOT));
    }

    private static String plural(String kind) {
        if (kind.endsWith("ty")) {
            return kind.substring(0, kind.length() - 1) + "ies";
        }
        return kind.endsWith("s") ? kind + "es" : kind + "s";
    }

    private Reply write(String method, String path, String contentType, String body) {
        return send(request(path, JSON).method(method, contentType, body));
    }

    private HttpRequest.Builder request(String path, String accept) {
        return client.getHttpClient()
                .newHttpRequestBuilder()
                .uri(client.getMasterUrl().toString().replaceAll("/$", "") + path)
                .header("Accept", accept);
    }

    private Reply send(HttpRequest.Builder request) {
        HttpResponse<String> response =
                client.getHttpClient().sendAsync(request.build(), String.class).join();
        try {
            return new Reply(response.code(), MAPPER.readTree(response.body()));
        } catch (IOException e) {
            throw new UncheckedIOException(response.code() + " " + response.body(), e);
        }
    }
}
