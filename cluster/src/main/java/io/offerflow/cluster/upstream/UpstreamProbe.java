package io.offerflow.cluster.upstream;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.offerflow.api.ServiceOffer;
import io.offerflow.api.ServiceOfferSpec.Upstream;
import io.offerflow.api.upstream.UpstreamView;
import java.util.Objects;

/**
 * One live look at an offer's upstream: consent, Service, health check. Safe for many threads. Trouble of the API server is thrown as
 * fabric8 throws it; trouble of the upstream is a value.
 */
public final class UpstreamProbe implements AutoCloseable {
    private final UpstreamLocator locator;
    private final HealthCheck health = new HealthCheck();

    public UpstreamProbe(KubernetesClient client, UpstreamPolicy policy) {
        this(UpstreamSources.live(client), policy);
    }

    public UpstreamProbe(UpstreamSources sources, UpstreamPolicy policy) {
        this.locator = new UpstreamLocator(sources, policy);
    }

    /** Takes at most 3 s for the health check besides one or two reads of the API server. */
    public UpstreamView look(ServiceOffer offer) {
        return switch (locator.locate(offer)) {
            case UpstreamLocation.None none -> UpstreamView.NONE;
            case UpstreamLocation.Missing missing ->
                new UpstreamView(UpstreamView.State.Missing, missing.target(), null);
            case UpstreamLocation.NotGranted refused ->
                new UpstreamView(UpstreamView.State.NotGranted, refused.target(), null);
            case UpstreamLocation.ExternalNameRefused refused ->
                new UpstreamView(UpstreamView.State.ExternalNameRefused, refused.target(), null);
            case UpstreamLocation.At at ->
                ask(at, Objects.requireNonNull(offer.spec().upstream()));
        };
    }

    @Override
    public void close() {
        health.close();
    }

    private UpstreamView ask(UpstreamLocation.At at, Upstream upstream) {
        HealthCheck.Target target = new HealthCheck.Target(at.host(), at.port(), at.foreign());
        return new UpstreamView(
                UpstreamView.State.Probed, at.target(), health.get(target, upstream.effectiveHealthPath()));
    }
}
