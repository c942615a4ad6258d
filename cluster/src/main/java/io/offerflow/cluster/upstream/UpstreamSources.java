package io.offerflow.cluster.upstream;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a probe reads Services and consent from: the API server, or what a watch already holds. */
public interface UpstreamSources {
    /** Null when there is no such Service. */
    @Nullable
    Service service(String namespace, String name);

    /** The ReferenceGrants of a namespace. */
    List<GenericKubernetesResource> grants(String namespace);

    /** Reads the API server at every look. */
    static UpstreamSources live(KubernetesClient client) {
        ReferenceGrants grants = new ReferenceGrants(client);
        return new UpstreamSources() {
            @Override
            public @Nullable Service service(String namespace, String name) {
                return client.services().inNamespace(namespace).withName(name).get();
            }

            @Override
            public List<GenericKubernetesResource> grants(String namespace) {
                return grants.of(namespace);
            }
        };
    }
}
