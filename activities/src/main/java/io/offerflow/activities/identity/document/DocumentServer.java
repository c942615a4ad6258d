package io.offerflow.activities.identity.document;

import io.offerflow.api.Ref;
import io.offerflow.api.ResourceKind;
import io.offerflow.api.name.Labels;
import io.offerflow.api.name.Names;
import io.offerflow.workflows.entity.ChildKind;
import io.offerflow.workflows.entity.Rendered;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Renders what serves a document: ConfigMap, Deployment, Service and HTTPRoute, with the reference's names. Sorted maps, so that equal intent gives
 * equal bytes and an equal hash.
 *
 * <p>The document is in the ConfigMap alone. A new one reaches the running pod when its kubelet looks again, within about a minute, and makes no
 * rollout; a new configuration of the server makes one.
 */
public final class DocumentServer {
    private static final int PORT = NginxConfig.Layout.POD.port();

    private final Owner owner;
    private final String path;
    private final ServingSettings settings;

    /**
     * Whose document it is.
     *
     * @param kind AgentIdentity, or RegistrationRequest for one that stands alone
     */
    public record Owner(ResourceKind kind, Ref ref, String uid) {
        Map<String, String> labels() {
            return Labels.ofDocument(label(), ref.name());
        }

        Map<String, String> selector() {
            return Labels.selectingDocument(label(), ref.name());
        }

        private String label() {
            return kind == ResourceKind.AGENT_IDENTITY ? Labels.IDENTITY : Labels.REGISTRATION;
        }
    }

    /**
     * @param path at the Gateway, {@link RegistrationDocument#PATH} for the shared identity
     * @throws IllegalArgumentException when the path has characters that mean something to a server
     */
    public DocumentServer(Owner owner, String path, ServingSettings settings) {
        this.owner = owner;
        this.path = path;
        this.settings = settings;
    }

    /** @param json the document as it is to be served */
    public Serving serve(String json) {
        int bytes = json.getBytes(StandardCharsets.UTF_8).length;
        return bytes > Serving.LIMIT ? new Serving.TooLarge(bytes) : new Serving.Possible(children(json));
    }

    private List<Rendered> children(String json) {
        String configuration = NginxConfig.of(path, NginxConfig.Layout.POD);
        return List.of(
                child(
                        ChildKind.CONFIG_MAP,
                        "data",
                        new TreeMap<>(Map.of(NginxConfig.DOCUMENT, json, NginxConfig.FILE, configuration))),
                child(ChildKind.DEPLOYMENT, "spec", new DocumentPod(name(), settings).deployment(owner, configuration)),
                child(ChildKind.SERVICE, "spec", service()),
                child(ChildKind.HTTP_ROUTE, "spec", route()));
    }

    private Map<String, Object> service() {
        return new TreeMap<>(Map.of(
                "type",
                "ClusterIP",
                "selector",
                owner.selector(),
                "ports",
                List.of(new TreeMap<>(Map.of("name", "http", "port", PORT, "targetPort", "http", "protocol", "TCP")))));
    }

    private Map<String, Object> route() {
        Map<String, Object> parent = new TreeMap<>(Map.of(
                "group", "gateway.networking.k8s.io",
                "kind", "Gateway",
                "namespace", settings.gateway().namespace(),
                "name", settings.gateway().name(),
                "sectionName", settings.section()));
        Map<String, Object> backend =
                new TreeMap<>(Map.of("group", "", "kind", "Service", "name", name(), "port", PORT, "weight", 1));
        Map<String, Object> match = Map.of("path", new TreeMap<>(Map.of("type", "Exact", "value", path)));
        Map<String, Object> rule = new TreeMap<>(Map.of("matches", List.of(match), "backendRefs", List.of(backend)));
        return new TreeMap<>(Map.of("parentRefs", List.of(parent), "rules", List.of(rule)));
    }

    private String name() {
        return Names.identityDocument(owner.ref().name());
    }

    private Rendered child(ChildKind kind, String field, Map<String, ?> content) {
        String name =
                kind == ChildKind.HTTP_ROUTE ? Names.identityRoute(owner.ref().name()) : name();
        Map<String, Object> metadata = new TreeMap<>();
        metadata.put("namespace", owner.ref().namespace());
        metadata.put("name", name);
        metadata.put("labels", owner.labels());
        metadata.put("ownerReferences", List.of(reference()));
        Map<String, Object> manifest = new TreeMap<>();
        manifest.put("apiVersion", kind.apiVersion());
        manifest.put("kind", kind.kind());
        manifest.put("metadata", metadata);
        manifest.put(field, content);
        String hash = Rendered.digest(manifest);
        metadata.put("annotations", Map.of(Labels.RENDERED_HASH, hash));
        return new Rendered(kind, name, hash, manifest);
    }

    private Map<String, Object> reference() {
        return new TreeMap<>(Map.of(
                "apiVersion",
                ResourceKind.API_VERSION,
                "kind",
                owner.kind().kind(),
                "name",
                owner.ref().name(),
                "uid",
                owner.uid(),
                "controller",
                true,
                "blockOwnerDeletion",
                true));
    }
}
