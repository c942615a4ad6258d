package io.offerflow.dev.kube;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a URL of the resource API names.
 *
 * @param namespace empty for the whole cluster
 * @param name empty for a collection
 * @param subresource empty, or for example {@code status}
 */
record Target(ResourceType type, String namespace, String name, String subresource) {

    /** Null when nothing of that name is served. */
    static @Nullable Target of(String path, ResourceTypes types) {
        List<String> steps =
                Arrays.stream(path.split("/")).filter(s -> !s.isEmpty()).toList();
        if (steps.size() >= 3 && steps.get(0).equals("api")) {
            return of("", steps.get(1), steps.subList(2, steps.size()), types);
        }
        if (steps.size() >= 4 && steps.get(0).equals("apis")) {
            return of(steps.get(1), steps.get(2), steps.subList(3, steps.size()), types);
        }
        return null;
    }

    private static @Nullable Target of(String group, String version, List<String> rest, ResourceTypes types) {
        boolean inNamespace = rest.size() >= 3
                && rest.get(0).equals("namespaces")
                && !(rest.size() == 3
                        && (rest.get(2).equals("status") || rest.get(2).equals("finalize")));
        List<String> steps = inNamespace ? rest.subList(2, rest.size()) : rest;
        ResourceType type = types.find(group, version, steps.get(0));
        if (type == null || steps.size() > 3 || inNamespace != type.namespaced() && (inNamespace || steps.size() > 1)) {
            return null;
        }
        String subresource = steps.size() == 3 ? steps.get(2) : "";
        if (!subresource.isEmpty() && !type.served(subresource)) {
            return null;
        }
        return new Target(type, inNamespace ? rest.get(1) : "", steps.size() > 1 ? steps.get(1) : "", subresource);
    }

    ObjectKey key() {
        return new ObjectKey(namespace, name);
    }

    /** As the real server's storage would name it. */
    String storageKey() {
        return "/registry/" + (type.group().isEmpty() ? "" : type.group() + "/") + type.plural() + "/"
                + (namespace.isEmpty() ? "" : namespace + "/") + name;
    }

    boolean status() {
        return subresource.equals("status");
    }
}
