package io.offerflow.verifier.route;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Values by path prefix at segment borders. Immutable; a change copies the nodes along its path and shares all others. */
final class PathTree<T> {
    private static final PathTree<?> EMPTY = new PathTree<>(null, PersistentMap.empty());

    private final @Nullable T value;
    private final PersistentMap<String, PathTree<T>> children;

    private PathTree(@Nullable T value, PersistentMap<String, PathTree<T>> children) {
        this.value = value;
        this.children = children;
    }

    @SuppressWarnings("unchecked") // An empty tree holds nothing of any type.
    static <T> PathTree<T> empty() {
        return (PathTree<T>) EMPTY;
    }

    /** {@code path} starts with a slash and has no trailing one; null takes the value away. */
    PathTree<T> with(String path, @Nullable T changed) {
        return with(path, 1, changed);
    }

    private PathTree<T> with(String path, int start, @Nullable T changed) {
        if (start > path.length()) {
            return new PathTree<>(changed, children);
        }
        int end = end(path, start);
        String segment = path.substring(start, end);
        PathTree<T> child = children.get(segment);
        PathTree<T> grown = (child == null ? PathTree.<T>empty() : child).with(path, end + 1, changed);
        boolean bare = grown.value == null && grown.children.size() == 0;
        return new PathTree<>(value, bare ? children.without(segment) : children.with(segment, grown));
    }

    /** The value at exactly this path, or null. */
    @Nullable
    T at(String path) {
        PathTree<T> node = this;
        for (int start = 1; node != null && start <= path.length(); ) {
            int end = end(path, start);
            node = node.children.get(path.substring(start, end));
            start = end + 1;
        }
        return node == null ? null : node.value;
    }

    /** The wanted value of the shortest prefix of {@code path} that has one, or null. */
    @Nullable
    T first(String path, Predicate<T> wanted) {
        PathTree<T> node = this;
        for (int start = 1; start <= path.length(); ) {
            int end = end(path, start);
            node = node.children.get(path.substring(start, end));
            if (node == null) {
                return null;
            }
            if (node.value != null && wanted.test(node.value)) {
                return node.value;
            }
            start = end + 1;
        }
        return null;
    }

    /** Every value at {@code path} and below. */
    List<T> under(String path) {
        PathTree<T> node = this;
        for (int start = 1; node != null && start <= path.length(); ) {
            int end = end(path, start);
            node = node.children.get(path.substring(start, end));
            start = end + 1;
        }
        List<T> values = new ArrayList<>();
        if (node != null) {
            node.collect(values);
        }
        return values;
    }

    private void collect(List<T> values) {
        if (value != null) {
            values.add(value);
        }
        children.forEach((segment, child) -> child.collect(values));
    }

    /** The wanted value of the longest prefix of {@code path} that has one, or null. */
    @Nullable
    T find(String path, Predicate<T> wanted) {
        PathTree<T> node = this;
        T found = null;
        for (int start = 1; start <= path.length(); ) {
            int end = end(path, start);
            node = node.children.get(path.substring(start, end));
            if (node == null) {
                return found;
            }
            if (node.value != null && wanted.test(node.value)) {
                found = node.value;
            }
            start = end + 1;
        }
        return found;
    }

    private static int end(String path, int start) {
        int slash = path.indexOf('/', start);
        return slash < 0 ? path.length() : slash;
    }
}
