package io.offerflow.verifier.proxy;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.offerflow.api.Ref;
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
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where offers are served, as the cluster says. An answer is kept for some seconds, and for longer while the API server does not answer,
 * so that the gate serves without it; a change of the offer's spec is seen at once. Safe for many threads.
 */
public final class OfferTargets implements Function<Ref, Lookup> {
    private static final Logger LOG = LoggerFactory.getLogger(OfferTargets.class);
    private static final Duration KEPT = Duration.ofSeconds(10);

    private final Function<Ref, Optional<ServiceOffer>> offers;
    private final UpstreamLocator locator;
    private final UpstreamSecrets secrets;
    private final InstantSource clock;
    private final Map<Ref, Known> known = new ConcurrentHashMap<>();

    private record Known(ServiceOffer offer, Lookup answer, Instant until) {

        boolean about(ServiceOffer other) {
            return offer.spec().equals(other.spec())
                    && Objects.equals(
                            offer.statusOrEmpty().agentResolution(),
                            other.statusOrEmpty().agentResolution());
        }
    }

    /** @param offers the offer as last seen */
    public OfferTargets(
            Function<Ref, Optional<ServiceOffer>> offers,
            KubernetesClient client,
            UpstreamPolicy policy,
            InstantSource clock) {
        this.offers = offers;
        this.locator = new UpstreamLocator(client, policy);
        this.secrets = new UpstreamSecrets(client);
        this.clock = clock;
    }

    @Override
    public Lookup apply(Ref ref) {
        ServiceOffer offer = offers.apply(ref).orElse(null);
        if (offer == null) {
            known.remove(ref);
            return new Lookup.Unavailable("there is no such offer");
        }
        Known last = known.get(ref);
        boolean same = last != null && last.about(offer);
        if (same && clock.instant().isBefore(last.until())) {
            return last.answer();
        }
        try {
            Lookup fresh = look(offer);
            known.put(ref, new Known(offer, fresh, clock.instant().plus(KEPT)));
            return fresh;
        } catch (KubernetesClientException away) {
            LOG.warn("the upstream of {} cannot be looked up: the API server answers {}", ref, away.getCode());
            return same ? last.answer() : new Lookup.Unavailable("the upstream cannot be looked up now");
        }
    }

    private Lookup look(ServiceOffer offer) {
        if (offer.spec().sellsAgent()) {
            AgentResolution agent = offer.statusOrEmpty().agentResolution();
            String endpoint = agent == null ? null : agent.endpoint();
            return endpoint == null
                    ? new Lookup.Unavailable("the agent is not running yet")
                    : found(offer, URI.create(endpoint), Target.Kind.AGENT);
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
