package io.offerflow.cluster.upstream;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.offerflow.api.ServiceOffer;
import io.offerflow.api.ServiceOfferSpec.Upstream;
import java.util.regex.Pattern;

/** Finds an offer's upstream and asks for consent. Safe for many threads; trouble of the API server is thrown as fabric8 throws it. */
public final class UpstreamLocator {
    /** What the API server accepts as the name of a Service or namespace; anything else could reach into another URL. */
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    private static final String EXTERNAL_NAME = "ExternalName";

    private final UpstreamSources sources;
    private final UpstreamPolicy policy;

    public UpstreamLocator(KubernetesClient client, UpstreamPolicy policy) {
        this(UpstreamSources.live(client), policy);
    }

    UpstreamLocator(UpstreamSources sources, UpstreamPolicy policy) {
        this.sources = sources;
        this.policy = policy;
    }

    /** One or two reads. */
    public UpstreamLocation locate(ServiceOffer offer) {
        Upstream upstream = offer.spec().upstream();
        String service = upstream == null ? null : upstream.service();
        if (upstream == null || service == null || service.isEmpty()) {
            return new UpstreamLocation.None();
        }
        String namespace = offer.upstreamNamespace();
        String target = namespace + "/" + service + ":" + upstream.effectivePort();
        if (!LABEL.matcher(service).matches() || !LABEL.matcher(namespace).matches()) {
            return new UpstreamLocation.Missing(target);
        }
        // Consent first: a stranger does not even learn whether the Service exists.
        if (!granted(offer.metadata().namespace(), namespace, service)) {
            return new UpstreamLocation.NotGranted(target);
        }
        Service found = sources.service(namespace, service);
        if (found == null) {
            return new UpstreamLocation.Missing(target);
        }
        return at(found, target, upstream.effectivePort());
    }

    private UpstreamLocation at(Service service, String target, int port) {
        if (!EXTERNAL_NAME.equals(service.getSpec().getType())) {
            String host = service.getMetadata().getName() + "."
                    + service.getMetadata().getNamespace() + ".svc.cluster.local";
            return new UpstreamLocation.At(target, host, port, false);
        }
        return policy.externalNameServices()
                ? new UpstreamLocation.At(
                        target, String.valueOf(service.getSpec().getExternalName()), port, true)
                : new UpstreamLocation.ExternalNameRefused(target);
    }

    private boolean granted(String from, String namespace, String service) {
        return from.equals(namespace)
                || policy.crossNamespace()
                || ReferenceGrants.allow(sources.grants(namespace), from, service);
    }
}
