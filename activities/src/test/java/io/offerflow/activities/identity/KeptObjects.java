package io.offerflow.activities.identity;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;

/** An API server that keeps what is put under a path, lists nothing but that, and deletes it. */
final class KeptObjects implements AutoCloseable {
    private static final String NOT_FOUND =
            "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"code\":404}";

    private final Map<String, String> objects = new ConcurrentSkipListMap<>();
    private final HttpServer server;
    final KubernetesClient client;

    KeptObjects() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            String sent = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String answer = answer(exchange.getRequestMethod(), path, sent);
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            int code = answer.equals(NOT_FOUND) ? HttpURLConnection.HTTP_NOT_FOUND : HttpURLConnection.HTTP_OK;
            exchange.sendResponseHeaders(code, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                        .withRequestRetryBackoffLimit(0)
                        .build())
                .build();
    }

    private String answer(String method, String path, String sent) {
        String plural = path.substring(path.lastIndexOf('/') + 1);
        return switch (method) {
            case "PATCH" -> {
                objects.put(path, sent);
                yield sent;
            }
            case "DELETE" -> {
                String gone = objects.remove(path);
                yield gone == null ? NOT_FOUND : gone;
            }
            default ->
                plural.endsWith("s") && !objects.containsKey(path)
                        ? list(plural)
                        : objects.getOrDefault(path, NOT_FOUND);
        };
    }

    private String list(String plural) {
        return objects.entrySet().stream()
                .filter(entry -> entry.getKey().contains("/" + plural + "/"))
                .map(Map.Entry::getValue)
                .collect(Collectors.joining(
                        ",", "{\"kind\":\"List\",\"apiVersion\":\"v1\",\"metadata\":{},\"items\":[", "]}"));
    }

    Map<String, String> configMaps() {
        return objects.entrySet().stream()
                .filter(entry -> entry.getKey().contains("/configmaps/"))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (one, other) -> one, TreeMap::new));
    }

    static String configMap(String namespace, String name) {
        return "/api/v1/namespaces/" + namespace + "/configmaps/" + name;
    }

    void put(String path, String json) {
        objects.put(path, json);
    }

    /** A custom resource of ours in the namespace {@code shop}. @param more after the metadata */
    void put(String kind, String plural, String name, String metadata, String more) {
        objects.put(
                "/apis/obol.org/v1alpha1/namespaces/shop/" + plural + "/" + name,
                """
                {"apiVersion":"obol.org/v1alpha1","kind":"%s",
                 "metadata":{"namespace":"shop","name":"%s","uid":"u-%s","generation":1,"resourceVersion":"1"%s}%s}"""
                        .formatted(kind, name, name, metadata, more));
    }

    @Override
    public void close() {
        client.close();
        server.stop(0);
    }
}
