package io.offerflow.dev.kube;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Answers what is served: {@code /api}, {@code /apis}, {@code /apis/group/version} and {@code /version}. */
final class Discovery {

    /** The minor version whose behaviour is followed. */
    private static final String MINOR = "36";

    private static final List<String> VERBS =
            List.of("delete", "deletecollection", "get", "list", "patch", "create", "update", "watch");

    private final ResourceTypes types;

    Discovery(ResourceTypes types) {
        this.types = types;
    }

    static ObjectNode version() {
        return Json.object()
                .put("major", "1")
                .put("minor", MINOR)
                .put("gitVersion", "v1." + MINOR + ".0-offerflow")
                .put("gitCommit", "")
                .put("gitTreeState", "clean")
                .put("buildDate", "1970-01-01T00:00:00Z")
                .put("goVersion", "none")
                .put("compiler", "none")
                .put("platform", "java/any");
    }

    /** Null when the path is not one of discovery's. */
    @Nullable
    ObjectNode answer(String path) {
        List<String> steps = List.of(path.replaceAll("^/|/$", "").split("/"));
        if (steps.equals(List.of("api"))) {
            ObjectNode out = Json.object().put("kind", "APIVersions");
            out.putArray("versions").add("v1");
            out.putArray("serverAddressByClientCIDRs");
            return out;
        }
        if (steps.equals(List.of("apis"))) {
            return groups();
        }
        if (steps.size() == 2 && steps.get(0).equals("api")) {
            return resources("", steps.get(1));
        }
        if (steps.size() == 2 && steps.get(0).equals("apis")) {
            return group(steps.get(1));
        }
        return steps.size() == 3 && steps.get(0).equals("apis") ? resources(steps.get(1), steps.get(2)) : null;
    }

    private ObjectNode groups() {
        ObjectNode out = Json.object().put("kind", "APIGroupList").put("apiVersion", "v1");
        ArrayNode list = out.putArray("groups");
        versions().forEach((group, versions) -> {
            if (!group.isEmpty()) {
                list.add(group(group, versions));
            }
        });
        return out;
    }

    private @Nullable ObjectNode group(String name) {
        TreeSet<String> versions = versions().get(name);
        if (versions == null || name.isEmpty()) {
            return null;
        }
        ObjectNode out = Json.object().put("kind", "APIGroup").put("apiVersion", "v1");
        out.setAll(group(name, versions));
        return out;
    }

    private static ObjectNode group(String name, TreeSet<String> versions) {
        ObjectNode out = Json.object().put("name", name);
        ArrayNode list = out.putArray("versions");
        versions.forEach(version -> list.add(groupVersion(name, version)));
        out.set("preferredVersion", groupVersion(name, versions.first()));
        return out;
    }

    private static ObjectNode groupVersion(String group, String version) {
        return Json.object().put("groupVersion", group + "/" + version).put("version", version);
    }

    /** Stable versions first. */
    Map<String, TreeSet<String>> versions() {
        Map<String, TreeSet<String>> out = new TreeMap<>();
        for (ResourceType type : types.all()) {
            out.computeIfAbsent(
                            type.group(),
                            g -> new TreeSet<>(Comparator.comparing(
                                            (String v) -> v.contains("alpha") ? 2 : v.contains("beta") ? 1 : 0)
                                    .thenComparing(Comparator.reverseOrder())))
                    .add(type.version());
        }
        return out;
    }

    private @Nullable ObjectNode resources(String group, String version) {
        ObjectNode out = Json.object().put("kind", "APIResourceList").put("apiVersion", "v1");
        out.put("groupVersion", group.isEmpty() ? version : group + "/" + version);
        ArrayNode list = out.putArray("resources");
        for (ResourceType type : types.all()) {
            if (type.group().equals(group) && type.version().equals(version)) {
                list.add(resource(type));
                if (type.traits().status()) {
                    list.add(status(type));
                }
            }
        }
        return list.isEmpty() ? null : out;
    }

    private static ObjectNode resource(ResourceType type) {
        ObjectNode out = Json.object()
                .put("name", type.plural())
                .put("singularName", type.names().singular())
                .put("namespaced", type.namespaced())
                .put("kind", type.kind());
        VERBS.forEach(out.putArray("verbs")::add);
        type.names().shortNames().forEach(out.withArrayProperty("shortNames")::add);
        type.names().categories().forEach(out.withArrayProperty("categories")::add);
        return out;
    }

    private static ObjectNode status(ResourceType type) {
        ObjectNode out = Json.object()
                .put("name", type.plural() + "/status")
                .put("singularName", "")
                .put("namespaced", type.namespaced())
                .put("kind", type.kind());
        out.putArray("verbs").add("get").add("patch").add("update");
        return out;
    }
}
