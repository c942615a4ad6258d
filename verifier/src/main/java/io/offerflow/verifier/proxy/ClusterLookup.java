package io.offerflow.verifier.proxy;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.offerflow.api.ServiceOffer;
import io.offerflow.api.ServiceOfferSpec;
import io.offerflow.api.ServiceOfferStatus.AgentResolution;
import io.offerflow.cluster.upstream.LinkLocal;
import io.offerflow.cluster.upstream.UpstreamLocation;
import io.offerflow.cluster.upstream.UpstreamLocator;
import io.offerflow.cluster.upstream.UpstreamPolicy;
import io.offerflow.verifier.proxy.Target.Lookup;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.function.Function;

/** Asks the API server where an offer is served. Blocks; fails with the client's exception while the server does not answer. */
final class ClusterLookup implements Function<ServiceOffer, Lookup> {
    private final UpstreamLocator locator;
    private final UpstreamSecrets secrets;

    ClusterLookup(KubernetesClient client, UpstreamPolicy policy) {
        this.locator = new UpstreamLocator(client, policy);
        this.secrets = new UpstreamSecrets(client);
    }

    @Override
    public Lookup apply(ServiceOffer offer) {
        if (offer.spec().sellsAgent()) {
            AgentResolution agent = offer.statusOrEmpty().agentResolution();
            String endpoint = agent == null ? null : agent.endpoint();
            Optional<UpstreamCredential> key = endpoint == null ? Optional.empty() : secrets.of(offer);
            return key.isEmpty()
                    ? new Lookup.Unavailable("the agent is not running yet")
                    : new Lookup.Found(new Target(URI.create(endpoint), offer.effectivePath(), Target.Kind.AGENT, key));
        }
        return switch (locator.locate(offer)) {
            case UpstreamLocation.At at ->
                at.foreign() && linkLocal(at.host())
                        ? new Lookup.Unavailable("link-local addresses are not asked")
                        : found(offer, URI.create("http://" + at.host() + ":" + at.port()), kind(offer.spec()));
            case UpstreamLocation.None none -> new Lookup.Unavailable("the offer names no upstream");
            case UpstreamLocation.Missing missing -> new Lookup.Unavailable("the upstream does not exist");
            case UpstreamLocation.NotGranted refused -> new Lookup.Unavailable("the upstream's owner does not consent");
            case UpstreamLocation.ExternalNameRefused refused ->
                new Lookup.Unavailable("the upstream is of a type that is not followed");
        };
    }

    private static boolean linkLocal(String host) {
        try {
            return LinkLocal.names(host);
        } catch (UnknownHostException unknown) {
            return false;
        }
    }

    private Lookup found(ServiceOffer offer, URI base, Target.Kind kind) {
        return new Lookup.Found(new Target(base, offer.effectivePath(), kind, secrets.of(offer)));
    }

    private static Target.Kind kind(ServiceOfferSpec spec) {
        return ServiceOfferSpec.TYPE_INFERENCE.equals(spec.effectiveType()) ? Target.Kind.CHAT : Target.Kind.HTTP;
    }
}
