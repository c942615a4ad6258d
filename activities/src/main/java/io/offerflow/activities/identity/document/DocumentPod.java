package io.offerflow.activities.identity.document;

import io.offerflow.workflows.entity.Rendered;
import io.offerflow.workflows.pod.PodParts;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The pod of the static server, within the restricted Pod Security Standard. It has no key, no token and no reason to talk to anybody. */
final class DocumentPod {
    /** Annotation: which configuration the server was started with. */
    static final String CONFIG_HASH = "obol.org/config-hash";

    /** The image's user nginx. */
    private static final int USER = 101;

    private final String configMap;
    private final ServingSettings settings;

    DocumentPod(String configMap, ServingSettings settings) {
        this.configMap = configMap;
        this.settings = settings;
    }

    /** The old pod stays until the new one serves. */
    Map<String, Object> deployment(DocumentServer.Owner owner, String configuration) {
        Map<String, Object> metadata = new TreeMap<>();
        metadata.put("labels", owner.labels());
        metadata.put("annotations", Map.of(CONFIG_HASH, Rendered.digest(configuration)));
        return new TreeMap<>(Map.of(
                "replicas",
                1,
                "strategy",
                new TreeMap<>(Map.of(
                        "type",
                        "RollingUpdate",
                        "rollingUpdate",
                        new TreeMap<>(Map.of("maxUnavailable", 0, "maxSurge", 1)))),
                "selector",
                Map.of("matchLabels", owner.selector()),
                "template",
                new TreeMap<>(Map.of("metadata", metadata, "spec", spec()))));
    }

    /** The whole ConfigMap is mounted: a file that is mounted alone never changes. */
    private Map<String, Object> spec() {
        Map<String, Object> spec = new TreeMap<>();
        spec.put("automountServiceAccountToken", false);
        spec.put("enableServiceLinks", false);
        spec.put("securityContext", PodParts.securityContext(USER));
        spec.put("containers", List.of(container()));
        spec.put(
                "volumes",
                List.of(
                        PodParts.volume("registration", Map.of("configMap", Map.of("name", configMap))),
                        PodParts.volume("tmp", Map.of("emptyDir", Map.of("sizeLimit", "8Mi")))));
        return spec;
    }

    private Map<String, Object> container() {
        NginxConfig.Layout layout = NginxConfig.Layout.POD;
        Map<String, Object> container = PodParts.container(
                "nginx",
                settings.image(),
                List.of(PodParts.readOnly("registration", layout.folder()), PodParts.mount("tmp", layout.scratch())));
        container.put("command", List.of("nginx", "-e", "stderr", "-c", layout.folder() + "/" + NginxConfig.FILE));
        container.put("ports", PodParts.ports(layout.port()));
        container.put(
                "resources",
                PodParts.resources(
                        new PodParts.Amounts("5m", "16Mi", "8Mi"), new PodParts.Amounts("100m", "64Mi", "32Mi")));
        container.put("readinessProbe", probe(2, 5));
        container.put("livenessProbe", probe(15, 15));
        return container;
    }

    /**
     * @param delay seconds
     * @param period seconds
     */
    private static Map<String, Object> probe(int delay, int period) {
        return new TreeMap<>(Map.of(
                "httpGet",
                new TreeMap<>(Map.of("path", NginxConfig.HEALTH, "port", "http")),
                "initialDelaySeconds",
                delay,
                "periodSeconds",
                period,
                "timeoutSeconds",
                3));
    }
}
