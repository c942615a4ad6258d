package io.offerflow.workflows.offer;

import io.offerflow.api.Ref;
import io.offerflow.api.ServiceOffer;
import io.offerflow.api.ServiceOfferSpec.Upstream;
import io.offerflow.api.name.Labels;
import io.offerflow.api.name.Names;
import io.offerflow.api.route.GateMode;
import io.offerflow.api.route.Routes;
import io.offerflow.api.route.Settlement;
import io.offerflow.workflows.entity.ChildKind;
import io.offerflow.workflows.entity.Rendered;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Renders the children of an offer. Pure; sorted maps, so that equal intent gives equal bytes and an equal hash. */
public final class OfferChildren {
    /** What the gateway copies from the gate's answer to the upstream; a header the gate did not send is removed, so none can be forged. */
    private static final List<String> IDENTITY_HEADERS = List.of("X-Payment-Payer", "X-Verified-Wallet");

    private static final String GATE_SERVICE = "x402-verifier";
    /** The gate's listener for requests that pass through it. */
    private static final int PROXY_PORT = 8081;

    private OfferChildren() {}

    /**
     * How an offer is published.
     *
     * @param forwardAuth whether the Gateway can ask the gate before each request
     */
    public static GateMode mode(ServiceOffer offer, boolean forwardAuth) {
        List<GateMode> possible = modes(offer);
        return forwardAuth ? possible.getFirst() : possible.getLast();
    }

    /** The one way to publish an offer, or both where the cluster decides: first where it has ForwardAuth, then where it has not. */
    public static List<GateMode> modes(ServiceOffer offer) {
        String word = offer.spec().gate();
        if (GateMode.ForwardAuth.name().equals(word)) {
            return List.of(GateMode.ForwardAuth);
        }
        boolean late =
                Routes.settlement(offer).filter(Settlement.OnSuccess::equals).isPresent();
        return late || GateMode.Proxy.name().equals(word)
                ? List.of(GateMode.Proxy)
                : List.of(GateMode.ForwardAuth, GateMode.Proxy);
    }

    /**
     * The children of an offer, in the order in which they are applied: what the route needs, then the route. None where there is nothing
     * to route to.
     *
     * @param mode ForwardAuth or Proxy
     */
    public static List<Rendered> render(ServiceOffer offer, ControllerSettings settings, GateMode mode) {
        Upstream upstream = offer.spec().upstream();
        boolean agent = offer.spec().sellsAgent() && offer.statusOrEmpty().agentResolution() != null;
        if (mode == GateMode.Proxy) {
            return agent || (upstream != null && upstream.service() != null)
                    ? List.of(referenceGrant(offer), proxied(offer, settings))
                    : List.of();
        }
        if (upstream == null || upstream.service() == null) {
            return List.of();
        }
        return List.of(middleware(offer, settings), httpRoute(offer, upstream, settings));
    }

    private static Rendered middleware(ServiceOffer offer, ControllerSettings settings) {
        String address = settings.gateAddress() + "/verify/" + offer.ref();
        Map<String, Object> forwardAuth = sorted(Map.of("address", address, "authResponseHeaders", IDENTITY_HEADERS));
        return child(
                ChildKind.MIDDLEWARE,
                Names.middleware(offer.metadata().name()),
                offer,
                Map.of("forwardAuth", forwardAuth));
    }

    private static Rendered httpRoute(ServiceOffer offer, Upstream upstream, ControllerSettings settings) {
        Map<String, Object> pay = sorted(Map.of(
                "type",
                "ExtensionRef",
                "extensionRef",
                sorted(Map.of(
                        "group", "traefik.io",
                        "kind", "Middleware",
                        "name", Names.middleware(offer.metadata().name())))));
        Map<String, Object> strip = sorted(Map.of(
                "type",
                "URLRewrite",
                "urlRewrite",
                Map.of("path", sorted(Map.of("type", "ReplacePrefixMatch", "replacePrefixMatch", "/")))));
        Map<String, Object> backend = new TreeMap<>(Map.of(
                "group",
                "",
                "kind",
                "Service",
                "name",
                String.valueOf(upstream.service()),
                "port",
                upstream.effectivePort(),
                "weight",
                1));
        if (!offer.upstreamNamespace().equals(offer.metadata().namespace())) {
            backend.put("namespace", offer.upstreamNamespace());
        }
        return route(offer, settings, Map.of("filters", List.of(pay, strip), "backendRefs", List.of(backend)));
    }

    /** Leads to the gate, which finds the offer by its path and takes the path off itself. */
    private static Rendered proxied(ServiceOffer offer, ControllerSettings settings) {
        Map<String, Object> gate = sorted(Map.of(
                "group",
                "",
                "kind",
                "Service",
                "namespace",
                ChildKind.GATE_NAMESPACE,
                "name",
                GATE_SERVICE,
                "port",
                PROXY_PORT,
                "weight",
                1));
        return route(offer, settings, Map.of("backendRefs", List.of(gate)));
    }

    /** @param how what happens to the requests that the route takes */
    private static Rendered route(ServiceOffer offer, ControllerSettings settings, Map<String, ?> how) {
        Ref gateway = Ref.parse(settings.gateway());
        Map<String, Object> parent = sorted(Map.of(
                "group", "gateway.networking.k8s.io",
                "kind", "Gateway",
                "namespace", gateway.namespace(),
                "name", gateway.name(),
                "sectionName", settings.gatewaySection()));
        Map<String, Object> rule = sorted(how);
        rule.put(
                "matches",
                List.of(Map.of("path", sorted(Map.of("type", "PathPrefix", "value", offer.effectivePath())))));
        return child(
                ChildKind.HTTP_ROUTE,
                Names.httpRoute(offer.metadata().name()),
                offer,
                sorted(Map.of("parentRefs", List.of(parent), "rules", List.of(rule))));
    }

    /** Lets routes of the offer's namespace lead to the gate. */
    private static Rendered referenceGrant(ServiceOffer offer) {
        Map<String, Object> from = sorted(Map.of(
                "group",
                "gateway.networking.k8s.io",
                "kind",
                "HTTPRoute",
                "namespace",
                offer.metadata().namespace()));
        Map<String, Object> to = sorted(Map.of("group", "", "kind", "Service", "name", GATE_SERVICE));
        return child(
                ChildKind.REFERENCE_GRANT,
                Names.referenceGrant(offer.ref()),
                offer,
                sorted(Map.of("from", List.of(from), "to", List.of(to))));
    }

    private static Rendered child(ChildKind kind, String name, ServiceOffer offer, Map<String, Object> spec) {
        String namespace = kind.namespaceFor(offer.metadata().namespace());
        Map<String, Object> owner = sorted(Map.of(
                "apiVersion",
                "obol.org/v1alpha1",
                "kind",
                "ServiceOffer",
                "name",
                offer.metadata().name(),
                "uid",
                String.valueOf(offer.metadata().uid()),
                "controller",
                true,
                "blockOwnerDeletion",
                true));
        Map<String, Object> metadata = new TreeMap<>();
        metadata.put("namespace", namespace);
        metadata.put("name", name);
        metadata.put("labels", Labels.ofOfferChild(offer.ref()));
        // Owners of another namespace would make the garbage collector delete the child at once.
        if (namespace.equals(offer.metadata().namespace())) {
            metadata.put("ownerReferences", List.of(owner));
        }
        Map<String, Object> manifest = new TreeMap<>();
        manifest.put("apiVersion", kind.apiVersion());
        manifest.put("kind", kind.kind());
        manifest.put("metadata", metadata);
        manifest.put("spec", spec);
        String hash = Rendered.digest(manifest);
        metadata.put("annotations", Map.of(Labels.RENDERED_HASH, hash));
        return new Rendered(kind, name, hash, manifest);
    }

    private static Map<String, Object> sorted(Map<String, ?> map) {
        return new TreeMap<>(map);
    }
}
