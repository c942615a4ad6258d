package io.offerflow.watcher.kube;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.offerflow.api.Json;
import io.offerflow.api.Ref;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Versions of the Secrets of some names in all namespaces, and nothing that is in them: the API server is asked for metadata only. Needs the
 * verb list on Secrets of just these names.
 */
public final class SecretVersions implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SecretVersions.class);
    /** A server that does not know the form answers in the second one; then what is in there is dropped at once. */
    private static final String METADATA =
            "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json";

    private static final long PATIENCE_SECONDS = 15;

    private final KubernetesClient client;
    private final List<String> names;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    public SecretVersions(KubernetesClient client, List<String> names) {
        this.client = client;
        this.names = List.copyOf(names);
    }

    /**
     * Asks on a thread of its own.
     *
     * @param answer resource versions by Secret; empty when the API server does not answer or refuses
     */
    public void list(Consumer<Optional<Map<Ref, String>>> answer) {
        threads.execute(() -> {
            Optional<Map<Ref, String>> versions = Optional.empty();
            try {
                versions = Optional.of(all());
            } catch (InterruptedException closing) {
                Thread.currentThread().interrupt();
            } catch (CancellationException
                    | KubernetesClientException
                    | IOException
                    | ExecutionException
                    | TimeoutException away) {
                LOG.debug("versions of Secrets are not known: {}", away.toString());
            } finally {
                answer.accept(versions);
            }
        });
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private Map<Ref, String> all() throws IOException, InterruptedException, ExecutionException, TimeoutException {
        Map<Ref, String> versions = new HashMap<>();
        for (String name : names) {
            for (JsonNode item : items(name)) {
                JsonNode metadata = item.path("metadata");
                versions.put(
                        new Ref(metadata.path("namespace").asText(), name),
                        metadata.path("resourceVersion").asText());
            }
        }
        return versions;
    }

    private JsonNode items(String name) throws IOException, InterruptedException, ExecutionException, TimeoutException {
        String selector = URLEncoder.encode("metadata.name=" + name, StandardCharsets.UTF_8);
        URI uri = URI.create(client.getMasterUrl() + "api/v1/secrets?fieldSelector=" + selector);
        HttpResponse<byte[]> answer = client.getHttpClient()
                .sendAsync(
                        client.getHttpClient()
                                .newHttpRequestBuilder()
                                .uri(uri)
                                .header("Accept", METADATA)
                                .build(),
                        byte[].class)
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (answer.code() != HttpURLConnection.HTTP_OK) {
            throw new IOException("GET secrets answers " + answer.code());
        }
        return Json.mapper().readTree(answer.body()).path("items");
    }
}
