package io.offerflow.cluster.gate;

import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointConditions;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Reads the replicas from EndpointSlices. Keeping the answer for a second makes polling cheap and a rollout visible at once. */
final class EndpointReplicas implements ReplicaSource {
    private static final String NAMESPACE = "x402";
    private static final String SERVICE = "x402-verifier";
    private static final int ADMIN_PORT = 8082;
    private static final Duration KEPT = Duration.ofSeconds(1);

    private final KubernetesClient client;
    private final InstantSource clock;
    private volatile Answer last = new Answer(Instant.MIN, List.of());

    private record Answer(Instant until, List<URI> replicas) {}

    EndpointReplicas(KubernetesClient client, InstantSource clock) {
        this.client = client;
        this.clock = clock;
    }

    @Override
    public List<URI> replicas() {
        Answer known = last;
        Instant now = clock.instant();
        if (now.isBefore(known.until())) {
            return known.replicas();
        }
        List<EndpointSlice> slices = client.discovery()
                .v1()
                .endpointSlices()
                .inNamespace(NAMESPACE)
                .withLabel("kubernetes.io/service-name", SERVICE)
                .list()
                .getItems();
        List<URI> found = ready(slices);
        last = new Answer(now.plus(KEPT), found);
        return found;
    }

    /** Sorted, each once: an endpoint may stand in several slices. */
    static List<URI> ready(List<EndpointSlice> slices) {
        SortedSet<URI> found = new TreeSet<>();
        for (EndpointSlice slice : slices) {
            for (Endpoint endpoint : slice.getEndpoints()) {
                if (ready(endpoint.getConditions())) {
                    endpoint.getAddresses().forEach(address -> found.add(admin(address)));
                }
            }
        }
        return List.copyOf(found);
    }

    /** No word counts as ready, as the API documents it. */
    private static boolean ready(EndpointConditions conditions) {
        return conditions == null || !Boolean.FALSE.equals(conditions.getReady());
    }

    private static URI admin(String address) {
        String host = address.contains(":") ? "[" + address + "]" : address;
        return URI.create("http://" + host + ":" + ADMIN_PORT);
    }
}
