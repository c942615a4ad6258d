package io.offerflow.dev.kube.fields;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offerflow.dev.kube.schema.SchemaNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A set of field paths, as a tree. A step is kept in its serialized form ({@code f:name}, {@code k:{"name":"web"}},
 * {@code v:"x"}, {@code i:0}), which is canonical because the keys of {@code k:} are sorted; so fieldsV1 is this tree itself.
 *
 * <p>A path may be a member itself, have children, or both ({@code "."} in fieldsV1). Mutable only while it is being built.
 */
final class FieldSet {

    private static final ObjectMapper JSON = new ObjectMapper();

    final TreeSet<String> members = new TreeSet<>();
    final TreeMap<String, FieldSet> children = new TreeMap<>();

    static String field(String name) {
        return "f:" + name;
    }

    static String key(TreeMap<String, JsonNode> key) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        key.forEach(node::set);
        return "k:" + node;
    }

    static String value(JsonNode scalar) {
        return "v:" + scalar;
    }

    static FieldSet ofFields(String... names) {
        FieldSet set = new FieldSet();
        for (String name : names) {
            set.members.add(field(name));
        }
        return set;
    }

    boolean isEmpty() {
        return members.isEmpty() && children.values().stream().allMatch(FieldSet::isEmpty);
    }

    void insert(List<String> path) {
        if (path.isEmpty()) {
            return;
        }
        FieldSet set = this;
        for (String step : path.subList(0, path.size() - 1)) {
            set = set.children.computeIfAbsent(step, s -> new FieldSet());
        }
        set.members.add(path.getLast());
    }

    boolean has(String step) {
        return members.contains(step);
    }

    FieldSet below(String step) {
        FieldSet child = children.get(step);
        return child == null ? new FieldSet() : child;
    }

    FieldSet union(FieldSet other) {
        FieldSet out = new FieldSet();
        out.members.addAll(members);
        out.members.addAll(other.members);
        children.forEach((step, set) -> out.put(step, set.union(other.below(step))));
        other.children.forEach((step, set) -> {
            if (!children.containsKey(step)) {
                out.put(step, set);
            }
        });
        return out;
    }

    FieldSet intersection(FieldSet other) {
        FieldSet out = new FieldSet();
        out.members.addAll(members);
        out.members.retainAll(other.members);
        children.forEach((step, set) -> out.put(step, set.intersection(other.below(step))));
        return out;
    }

    FieldSet difference(FieldSet other) {
        FieldSet out = new FieldSet();
        out.members.addAll(members);
        out.members.removeAll(other.members);
        children.forEach((step, set) -> out.put(step, set.difference(other.below(step))));
        return out;
    }

    /** Like {@link #difference}, but a member of {@code other} also takes away everything below it. */
    FieldSet without(FieldSet other) {
        FieldSet out = new FieldSet();
        out.members.addAll(members);
        out.members.removeAll(other.members);
        children.forEach((step, set) -> {
            if (!other.has(step)) {
                out.put(step, set.without(other.below(step)));
            }
        });
        return out;
    }

    /** Adds every named field of the schema that has owned children, so that it can be removed with the last of them. */
    FieldSet withNamedFields(@Nullable SchemaNode schema) {
        FieldSet out = new FieldSet();
        out.members.addAll(members);
        children.forEach((step, set) -> {
            SchemaNode below = null;
            if (schema != null && step.startsWith("f:")) {
                String name = step.substring(2);
                below = schema.field(name);
                if (schema.properties().containsKey(name)) {
                    out.members.add(step);
                }
            } else if (schema != null && step.startsWith("k:")) {
                below = schema.items();
            }
            out.put(step, set.withNamedFields(below));
        });
        return out;
    }

    private void put(String step, FieldSet set) {
        if (!set.isEmpty()) {
            children.put(step, set);
        }
    }

    void forEachPath(BiConsumer<List<String>, String> action) {
        walk(new ArrayList<>(), action);
    }

    private void walk(List<String> prefix, BiConsumer<List<String>, String> action) {
        members.forEach(step -> action.accept(prefix, step));
        children.forEach((step, set) -> {
            List<String> path = new ArrayList<>(prefix);
            path.add(step);
            set.walk(path, action);
        });
    }

    /** The path as conflict messages print it: {@code .spec.ports[port=80].name}. */
    static String print(List<String> prefix, String last) {
        StringBuilder out = new StringBuilder();
        prefix.forEach(step -> out.append(print(step)));
        return out.append(print(last)).toString();
    }

    private static String print(String step) {
        String body = step.substring(2);
        return switch (step.charAt(0)) {
            case 'f' -> "." + body;
            case 'v' -> "[=" + body + "]";
            case 'i' -> "[" + body + "]";
            default -> {
                List<String> pairs = new ArrayList<>();
                read(body).properties().forEach(e -> pairs.add(e.getKey() + "=" + e.getValue()));
                yield "[" + String.join(",", pairs) + "]";
            }
        };
    }

    ObjectNode toFieldsV1() {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        TreeSet<String> steps = new TreeSet<>(members);
        steps.addAll(children.keySet());
        for (String step : steps) {
            FieldSet child = children.get(step);
            ObjectNode node = child == null ? JsonNodeFactory.instance.objectNode() : child.toFieldsV1();
            if (child != null && members.contains(step)) {
                ObjectNode withSelf = JsonNodeFactory.instance.objectNode();
                withSelf.putObject(".");
                node = withSelf.setAll(node);
            }
            out.set(step, node);
        }
        return out;
    }

    static FieldSet fromFieldsV1(JsonNode fields) {
        FieldSet out = new FieldSet();
        for (Map.Entry<String, JsonNode> entry : fields.properties()) {
            if (entry.getKey().equals(".")) {
                continue;
            }
            String step = canonical(entry.getKey());
            if (entry.getValue().isEmpty() || entry.getValue().has(".")) {
                out.members.add(step);
            }
            out.put(step, fromFieldsV1(entry.getValue()));
        }
        return out;
    }

    private static String canonical(String step) {
        if (!step.startsWith("k:")) {
            return step;
        }
        TreeMap<String, JsonNode> key = new TreeMap<>();
        read(step.substring(2)).properties().forEach(e -> key.put(e.getKey(), e.getValue()));
        return key(key);
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a field path: " + json, e);
        }
    }
}
