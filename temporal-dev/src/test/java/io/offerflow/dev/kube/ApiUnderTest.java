package io.offerflow.dev.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.offerflow.dev.kube.real.RealKube;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** An API server that a suite runs against: ours, or a real one. A namespace of its own for each test class. */
final class ApiUnderTest implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    final KubernetesClient client;
    final String kubeconfig;
    final String namespace = "t-" + UUID.randomUUID().toString().substring(0, 8);
    private final Closeable server;

    record Answer(int code, JsonNode body, String text) {

        String message() {
            return body.path("message").asText();
        }

        String reason() {
            return body.path("reason").asText();
        }
    }

    private ApiUnderTest(Closeable server, String kubeconfig) {
        this.server = server;
        this.kubeconfig = kubeconfig;
        this.client = new KubernetesClientBuilder()
                .withConfig(withoutRetries(kubeconfig))
                .build();
        client.resource(resource("widgets-crd.yaml")).forceConflicts().serverSideApply();
        client.resource(read("widgets-crd.yaml"))
                .waitUntilCondition(
                        crd -> crd != null
                                && crd.getStatus() != null
                                && crd.getStatus().getConditions().stream()
                                        .anyMatch(c -> c.getType().equals("Established")
                                                && c.getStatus().equals("True")),
                        20,
                        TimeUnit.SECONDS);
        send("POST", "/api/v1/namespaces", "application/json", "{\"metadata\":{\"name\":\"" + namespace + "\"}}");
    }

    /** A refusal of 500 would be asked again for half a minute. */
    private static Config withoutRetries(String kubeconfig) {
        Config config = Config.fromKubeconfig(kubeconfig);
        config.setRequestRetryBackoffLimit(0);
        return config;
    }

    static ApiUnderTest embedded() {
        KubeServer server = KubeServer.start(KubeServerOptions.defaults());
        return new ApiUnderTest(server::close, server.kubeconfig());
    }

    static ApiUnderTest real(RealKube server) {
        ApiUnderTest out = new ApiUnderTest(server::close, server.kubeconfig());
        server.restartControllers();
        return out;
    }

    private static CustomResourceDefinition read(String name) {
        try (InputStream in = ApiUnderTest.class.getResourceAsStream(name)) {
            return Serialization.unmarshal(Objects.requireNonNull(in), CustomResourceDefinition.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static CustomResourceDefinition resource(String name) {
        return read(name);
    }

    String widgets() {
        return "/apis/test.obol.org/v1/namespaces/" + namespace + "/widgets";
    }

    String widget(String name) {
        return widgets() + "/" + name;
    }

    String core(String plural) {
        return "/api/v1/namespaces/" + namespace + "/" + plural;
    }

    Answer create(String collection, String json) {
        return send("POST", collection, "application/json", json);
    }

    Answer createWidget(String name, String spec) {
        return create(
                widgets(),
                "{\"apiVersion\":\"test.obol.org/v1\",\"kind\":\"Widget\",\"metadata\":{\"name\":\"" + name
                        + "\"},\"spec\":" + spec + "}");
    }

    Answer get(String path) {
        return send("GET", path, "", "");
    }

    Answer put(String path, JsonNode object) {
        return send("PUT", path, "application/json", object.toString());
    }

    Answer delete(String path) {
        return send("DELETE", path, "application/json", "{}");
    }

    Answer merge(String path, String json) {
        return send("PATCH", path, "application/merge-patch+json", json);
    }

    Answer apply(String path, String manager, boolean force, String json) {
        String query = "?fieldManager=" + manager + (force ? "&force=true" : "");
        return send("PATCH", path + query, "application/apply-patch+yaml", json);
    }

    Answer send(String method, String path, String contentType, String body) {
        return send(method, path, contentType, body, "application/json");
    }

    Answer send(String method, String path, String contentType, String body, String accept) {
        HttpRequest.Builder request = client.getHttpClient().newHttpRequestBuilder();
        request.uri(client.getMasterUrl().toString().replaceAll("/$", "") + path)
                .header("Accept", accept);
        if (body.isEmpty()) {
            request.method(method, null, null);
        } else {
            request.method(method, contentType, body);
        }
        try {
            HttpResponse<String> response = client.getHttpClient()
                    .sendAsync(request.build(), String.class)
                    .get();
            String text = response.body() == null ? "" : response.body();
            boolean json = text.startsWith("{");
            return new Answer(response.code(), json ? JSON.readTree(text) : JSON.nullNode(), text);
        } catch (IOException | ExecutionException e) {
            throw new IllegalStateException(method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        client.close();
        server.close();
    }
}
