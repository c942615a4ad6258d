package io.offerflow.workflows.pod;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Parts of pods, within the restricted Pod Security Standard. Sorted maps, so that equal intent gives equal bytes. */
public final class PodParts {
    private PodParts() {}

    /** Of a pod whose processes and files belong to one user. */
    public static Map<String, Object> securityContext(int user) {
        return new TreeMap<>(Map.of(
                "runAsNonRoot",
                true,
                "runAsUser",
                user,
                "runAsGroup",
                user,
                "fsGroup",
                user,
                "seccompProfile",
                Map.of("type", "RuntimeDefault")));
    }

    /** With no rights beyond its user's, and nothing writable but its mounts. */
    public static Map<String, Object> container(String name, String image, List<Map<String, Object>> mounts) {
        Map<String, Object> container = new TreeMap<>();
        container.put("name", name);
        container.put("image", image);
        container.put("imagePullPolicy", "IfNotPresent");
        container.put(
                "securityContext",
                new TreeMap<>(Map.of(
                        "allowPrivilegeEscalation",
                        false,
                        "readOnlyRootFilesystem",
                        true,
                        "capabilities",
                        Map.of("drop", List.of("ALL")))));
        container.put("volumeMounts", mounts);
        return container;
    }

    public static Map<String, Object> mount(String volume, String path) {
        return new TreeMap<>(Map.of("name", volume, "mountPath", path));
    }

    public static Map<String, Object> readOnly(String volume, String path) {
        return new TreeMap<>(Map.of("name", volume, "mountPath", path, "readOnly", true));
    }

    public static Map<String, Object> volume(String name, Map<String, Object> source) {
        Map<String, Object> volume = new TreeMap<>(source);
        volume.put("name", name);
        return volume;
    }

    /** The one port, named http. */
    public static List<Map<String, Object>> ports(int port) {
        return List.of(new TreeMap<>(Map.of("name", "http", "containerPort", port, "protocol", "TCP")));
    }

    public static Map<String, Object> variable(String name, String value) {
        return new TreeMap<>(Map.of("name", name, "value", value));
    }

    /** A variable whose value is an entry of a Secret. */
    public static Map<String, Object> secret(String name, String secret, String key) {
        return fromSecret(name, Map.of("name", secret, "key", key));
    }

    /** The same, left out where there is no such Secret or entry. */
    public static Map<String, Object> optionalSecret(String name, String secret, String key) {
        return fromSecret(name, Map.of("name", secret, "key", key, "optional", true));
    }

    /** @param least what is reserved */
    public static Map<String, Object> resources(Amounts least, Amounts most) {
        return new TreeMap<>(Map.of("requests", least.map(), "limits", most.map()));
    }

    /** Quantities as Kubernetes writes them. */
    public record Amounts(String cpu, String memory, String disk) {
        private Map<String, Object> map() {
            return new TreeMap<>(Map.of("cpu", cpu, "memory", memory, "ephemeral-storage", disk));
        }
    }

    private static Map<String, Object> fromSecret(String name, Map<String, Object> reference) {
        return new TreeMap<>(Map.of("name", name, "valueFrom", Map.of("secretKeyRef", new TreeMap<>(reference))));
    }
}
