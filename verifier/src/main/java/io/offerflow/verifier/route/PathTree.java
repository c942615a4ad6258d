package io.offerflow.verifier.route;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values by path prefix at segment borders. Filled by one thread, then read only. */
final class PathTree<T> {
    private final Node<T> root = new Node<>();

    /** {@code path} starts with a slash and has no trailing one. */
    void put(String path, T value) {
        Node<T> node = root;
        for (int start = 1; start <= path.length(); ) {
            int end = end(path, start);
            node = node.children.computeIfAbsent(path.substring(start, end), segment -> new Node<>());
            start = end + 1;
        }
        node.value = value;
    }

    /** The value of the longest prefix of {@code path}, or null. */
    @Nullable
    T find(String path) {
        Node<T> node = root;
        T found = null;
        for (int start = 1; start <= path.length(); ) {
            int end = end(path, start);
            Node<T> child = node.children.get(path.substring(start, end));
            if (child == null) {
                return found;
            }
            node = child;
            found = child.value == null ? found : child.value;
            start = end + 1;
        }
        return found;
    }

    private static int end(String path, int start) {
        int slash = path.indexOf('/', start);
        return slash < 0 ? path.length() : slash;
    }

    private static final class Node<T> {
        private final Map<String, Node<T>> children = new HashMap<>();
        private @Nullable T value;
    }
}
