package io.offerflow.api.path;

import io.offerflow.api.condition.Reason;
import io.offerflow.api.route.RefusedException;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The shape an offer's path must have, and the roots that belong to the platform. Paths here have no trailing slash. */
public final class OfferPath {
    /** Roots whose whole subtree is reserved. */
    public static final List<String> RESERVED_TREES = List.of(
            "/api",
            "/openapi.json",
            "/skill.md",
            "/rpc",
            "/.well-known",
            "/verify",
            "/settlements",
            "/healthz",
            "/readyz");
    /** Reserved themselves; what lies below is free. */
    public static final Set<String> RESERVED_EXACT = Set.of("/", "/services");

    private static final Pattern SHAPE = Pattern.compile("(/[a-zA-Z0-9_.-]+)+");
    private static final int MAX_LENGTH = 253;

    private OfferPath() {}

    /**
     * Refuses a path that gateway and gate could read differently, or that is reserved.
     *
     * @throws RefusedException with {@link Reason#InvalidPath} or {@link Reason#ReservedPath}
     */
    public static void check(String path) {
        if (RESERVED_EXACT.contains(path) || RESERVED_TREES.stream().anyMatch(root -> covers(root, path))) {
            throw new RefusedException(
                    Reason.ReservedPath, "spec.path " + path + " is reserved by the platform: choose another");
        }
        if (path.length() > MAX_LENGTH || !SHAPE.matcher(path).matches() || hasDotSegment(path)) {
            throw new RefusedException(
                    Reason.InvalidPath,
                    "spec.path \"" + path + "\" needs segments of letters, digits, _ . - without empty, . or .. ones");
        }
    }

    /** True when {@code path} is {@code root} or lies below it at a segment border. */
    public static boolean covers(String root, String path) {
        return path.startsWith(root)
                && (path.length() == root.length() || root.equals("/") || path.charAt(root.length()) == '/');
    }

    private static boolean hasDotSegment(String path) {
        for (String segment : path.split("/")) {
            if (segment.equals(".") || segment.equals("..")) {
                return true;
            }
        }
        return false;
    }
}
