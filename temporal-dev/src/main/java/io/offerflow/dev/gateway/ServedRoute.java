package io.offerflow.dev.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.offerflow.api.Ref;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The part of an HTTPRoute that the stand-in serves: its first rule with a path prefix, at most one ForwardAuth filter, an optional
 * prefix rewrite, and one Service backend.
 */
record ServedRoute(
        Ref ref, String prefix, @Nullable Ref middleware, @Nullable String replacePrefix, Ref service, int port) {

    static ServedRoute of(Ref ref, JsonNode route) {
        JsonNode rule = route.at("/spec/rules/0");
        JsonNode backend = rule.at("/backendRefs/0");
        Ref middleware = null;
        String replace = null;
        for (JsonNode filter : rule.path("filters")) {
            if (filter.path("type").asText().equals("ExtensionRef")) {
                middleware =
                        new Ref(ref.namespace(), filter.at("/extensionRef/name").asText());
            } else if (filter.path("type").asText().equals("URLRewrite")) {
                replace = filter.at("/urlRewrite/path/replacePrefixMatch").asText();
            }
        }
        String namespace = Optional.of(backend.path("namespace").asText())
                .filter(text -> !text.isEmpty())
                .orElse(ref.namespace());
        return new ServedRoute(
                ref,
                rule.at("/matches/0/path/value").asText("/"),
                middleware,
                replace,
                new Ref(namespace, backend.path("name").asText()),
                backend.path("port").asInt());
    }

    static boolean attachedTo(JsonNode route, Ref gateway) {
        for (JsonNode parent : route.at("/spec/parentRefs")) {
            if (parent.path("name").asText().equals(gateway.name())
                    && parent.path("namespace").asText().equals(gateway.namespace())) {
                return true;
            }
        }
        return false;
    }

    boolean matches(String path) {
        return path.equals(prefix)
                || (path.startsWith(prefix) && (prefix.endsWith("/") || path.charAt(prefix.length()) == '/'));
    }

    /** The path that the upstream sees. */
    String rewritten(String path) {
        if (replacePrefix == null) {
            return path;
        }
        String rest = path.substring(prefix.length());
        String joined = (replacePrefix.equals("/") ? "" : replacePrefix) + rest;
        return joined.startsWith("/") ? joined : "/" + joined;
    }
}
