package io.offerflow.cluster.upstream;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.offerflow.api.ServiceOffer;
import io.offerflow.api.ServiceOfferSpec.Upstream;
import io.offerflow.api.upstream.UpstreamView;
import java.util.regex.Pattern;

/**
 * One live look at an offer's upstream: consent, Service, health check. Safe for many threads. Trouble of the API server is thrown as
 * fabric8 throws it; trouble of the upstream is a value.
 */
public final class UpstreamProbe implements AutoCloseable {
    /** What the API server accepts as the name of a Service or namespace; anything else could reach into another URL. */
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    private static final String EXTERNAL_NAME = "ExternalName";

    private final UpstreamSources sources;
    private final UpstreamPolicy policy;
    private final HealthCheck health = new HealthCheck();

    public UpstreamProbe(KubernetesClient client, UpstreamPolicy policy) {
        this(UpstreamSources.live(client), policy);
    }

    public UpstreamProbe(UpstreamSources sources, UpstreamPolicy policy) {
        this.sources = sources;
        this.policy = policy;
    }

    /** Takes at most 3 s for the health check besides one or two reads of the API server. */
    public UpstreamView look(ServiceOffer offer) {
        Upstream upstream = offer.spec().upstream();
        String service = upstream == null ? null : upstream.service();
        if (upstream == null || service == null || service.isEmpty()) {
            return UpstreamView.NONE;
        }
        String namespace = offer.upstreamNamespace();
        String target = namespace + "/" + service + ":" + upstream.effectivePort();
        if (!LABEL.matcher(service).matches() || !LABEL.matcher(namespace).matches()) {
            return new UpstreamView(UpstreamView.State.Missing, target, null);
        }
        // Consent first: a stranger does not even learn whether the Service exists.
        if (!granted(offer.metadata().namespace(), namespace, service)) {
            return new UpstreamView(UpstreamView.State.NotGranted, target, null);
        }
        Service found = sources.service(namespace, service);
        if (found == null) {
            return new UpstreamView(UpstreamView.State.Missing, target, null);
        }
        return ask(found, upstream, target);
    }

    private UpstreamView ask(Service service, Upstream upstream, String target) {
        boolean external = EXTERNAL_NAME.equals(service.getSpec().getType());
        if (external && !policy.externalNameServices()) {
            return new UpstreamView(UpstreamView.State.ExternalNameRefused, target, null);
        }
        HealthCheck.Target at = external
                ? HealthCheck.Target.foreign(
                        String.valueOf(service.getSpec().getExternalName()), upstream.effectivePort())
                : HealthCheck.Target.inCluster(
                        service.getMetadata().getName() + "."
                                + service.getMetadata().getNamespace() + ".svc.cluster.local",
                        upstream.effectivePort());
        return new UpstreamView(UpstreamView.State.Probed, target, health.get(at, upstream.effectiveHealthPath()));
    }

    private boolean granted(String from, String namespace, String service) {
        return from.equals(namespace)
                || policy.crossNamespace()
                || ReferenceGrants.allow(sources.grants(namespace), from, service);
    }

    @Override
    public void close() {
        health.close();
    }
}
