package io.offerflow.cluster.gate;

import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.offerflow.cluster.Settings;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/** Which verifier replicas are ready, as the base addresses of their admin listeners. */
@FunctionalInterface
public interface ReplicaSource {
    /** Base addresses of admin listeners, separated by commas; without it replicas are discovered. */
    String SETTING = "OFFERFLOW_GATE_REPLICAS";

    /** Empty when none is ready. Reads of the API server throw as fabric8 does. */
    List<URI> replicas();

    static ReplicaSource from(Settings settings, KubernetesClient client, InstantSource clock) {
        List<URI> named = settings.uris(SETTING, List.of());
        return named.isEmpty() ? discovered(client, clock) : fixed(named);
    }

    /** Always the same ones. */
    static ReplicaSource fixed(List<URI> replicas) {
        List<URI> all = List.copyOf(replicas);
        return () -> all;
    }

    /** The ready endpoints of these EndpointSlices, which somebody watches. */
    static ReplicaSource watched(Supplier<List<EndpointSlice>> slices) {
        return () -> EndpointReplicas.ready(slices.get());
    }

    /** The ready endpoints of the Service {@code x402/x402-verifier}; an answer is kept for a second. */
    static ReplicaSource discovered(KubernetesClient client, InstantSource clock) {
        return new EndpointReplicas(client, clock);
    }
}
