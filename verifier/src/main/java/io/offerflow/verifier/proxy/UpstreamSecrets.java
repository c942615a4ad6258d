package io.offerflow.verifier.proxy;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.offerflow.api.ServiceOffer;
import io.offerflow.api.ServiceOfferSpec;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** The keys that upstreams ask for, where the reference's platform keeps them. */
final class UpstreamSecrets {
    private static final String LITELLM = "litellm";
    private static final String LITELLM_SECRET = "litellm-secrets";
    private static final String LITELLM_KEY = "LITELLM_MASTER_KEY";
    private static final String AGENT_SECRET = "hermes-api-server";
    private static final String AGENT_KEY = "API_SERVER_KEY";

    private final KubernetesClient client;

    UpstreamSecrets(KubernetesClient client) {
        this.client = client;
    }

    /** Empty when the upstream asks for none, or when there is no such Secret. */
    Optional<UpstreamCredential> of(ServiceOffer offer) {
        if (offer.spec().sellsAgent()) {
            // Whatever the offer names: an agent of another namespace is not its to sell.
            return read(offer.metadata().namespace(), AGENT_SECRET, AGENT_KEY);
        }
        ServiceOfferSpec.Upstream upstream = offer.spec().upstream();
        boolean litellm = upstream != null && LITELLM.equalsIgnoreCase(upstream.service());
        return litellm ? read(offer.upstreamNamespace(), LITELLM_SECRET, LITELLM_KEY) : Optional.empty();
    }

    private Optional<UpstreamCredential> read(String namespace, String name, String key) {
        Secret secret = client.secrets().inNamespace(namespace).withName(name).get();
        String encoded = secret == null || secret.getData() == null
                ? null
                : secret.getData().get(key);
        return Optional.ofNullable(encoded)
                .map(text -> new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8))
                .filter(text -> !text.isBlank())
                .map(UpstreamCredential::bearer);
    }
}
