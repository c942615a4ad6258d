package io.offerflow.workflows.offer;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.offerflow.api.Json;
import io.offerflow.api.Ref;
import io.offerflow.api.ServiceOffer;
import io.offerflow.api.ServiceOfferSpec.Upstream;
import io.offerflow.api.name.Labels;
import io.offerflow.api.name.Names;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Renders the children of an offer. Pure; sorted maps, so that equal intent gives equal bytes and an equal hash. */
public final class OfferChildren {
    /** What the gateway copies from the gate's answer to the upstream; a header the gate did not send is removed, so none can be forged. */
    private static final List<String> IDENTITY_HEADERS = List.of("X-Payment-Payer", "X-Verified-Wallet");

    private OfferChildren() {}

    /** A child as it should be; {@code hash} also stands in its annotation. */
    public record Rendered(ChildKind kind, String name, String hash, Map<String, Object> manifest) {}

    /** The children of an offer behind ForwardAuth, in the order in which they are applied; none without an upstream. */
    public static List<Rendered> render(ServiceOffer offer, ControllerSettings settings) {
        Upstream upstream = offer.spec().upstream();
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
        Ref gateway = Ref.parse(settings.gateway());
        Map<String, Object> parent = sorted(Map.of(
                "group", "gateway.networking.k8s.io",
                "kind", "Gateway",
                "namespace", gateway.namespace(),
                "name", gateway.name(),
                "sectionName", settings.gatewaySection()));
        Map<String, Object> match =
                Map.of("path", sorted(Map.of("type", "PathPrefix", "value", offer.effectivePath())));
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
        Map<String, Object> rule = sorted(
                Map.of("matches", List.of(match), "filters", List.of(pay, strip), "backendRefs", List.of(backend)));
        return child(
                ChildKind.HTTP_ROUTE,
                Names.httpRoute(offer.metadata().name()),
                offer,
                sorted(Map.of("parentRefs", List.of(parent), "rules", List.of(rule))));
    }

    private static Rendered child(ChildKind kind, String name, ServiceOffer offer, Map<String, Object> spec) {
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
        metadata.put("namespace", offer.metadata().namespace());
        metadata.put("name", name);
        metadata.put("labels", Labels.ofOfferChild(offer.ref()));
        metadata.put("ownerReferences", List.of(owner));
        Map<String, Object> manifest = new TreeMap<>();
        manifest.put("apiVersion", kind.apiVersion());
        manifest.put("kind", kind.kind());
        manifest.put("metadata", metadata);
        manifest.put("spec", spec);
        String hash = hash(manifest);
        metadata.put("annotations", Map.of(Labels.RENDERED_HASH, hash));
        return new Rendered(kind, name, hash, manifest);
    }

    private static Map<String, Object> sorted(Map<String, ?> map) {
        return new TreeMap<>(map);
    }

    private static String hash(Map<String, Object> manifest) {
        try {
            byte[] bytes = Json.mapper().writeValueAsString(manifest).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes), 0, 8);
        } catch (JsonProcessingException | NoSuchAlgorithmException e) {
            throw new IllegalStateException("maps of text serialise, and every JDK has SHA-256", e);
        }
    }
}
