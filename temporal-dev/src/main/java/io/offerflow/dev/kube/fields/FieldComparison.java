package io.offerflow.dev.kube.fields;

import com.fasterxml.jackson.databind.JsonNode;
import io.offerflow.dev.kube.schema.SchemaNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which fields a write added, changed and removed. */
record FieldComparison(FieldSet added, FieldSet modified, FieldSet removed) {

    static FieldComparison between(JsonNode before, JsonNode after, @Nullable SchemaNode schema) {
        FieldComparison out = new FieldComparison(new FieldSet(), new FieldSet(), new FieldSet());
        out.compare(before, after, schema, new ArrayList<>());
        return out;
    }

    FieldComparison without(FieldSet ignored) {
        return new FieldComparison(added.without(ignored), modified.without(ignored), removed.without(ignored));
    }

    private void compare(
            @Nullable JsonNode before, @Nullable JsonNode after, @Nullable SchemaNode schema, List<String> path) {
        Shape shape = Shape.of(Objects.requireNonNull(after != null ? after : before), schema);
        boolean otherShape = before != null && after != null && Shape.of(before, schema) != shape;
        boolean bothEmpty = (before == null || before.isEmpty()) && (after == null || after.isEmpty());
        if (otherShape || bothEmpty || shape == Shape.SCALAR || shape == Shape.ATOMIC) {
            leaf(before, after, path);
            return;
        }
        if (shape == Shape.MAP) {
            compareFields(before, after, schema, path);
        } else {
            compareItems(before, after, Objects.requireNonNull(schema), path);
        }
        if (before == null) {
            added.insert(path);
        } else if (after == null) {
            removed.insert(path);
        }
    }

    private void leaf(@Nullable JsonNode before, @Nullable JsonNode after, List<String> path) {
        if (before == null) {
            added.insert(path);
        } else if (after == null) {
            removed.insert(path);
        } else if (!before.equals(after)) {
            modified.insert(path);
        }
    }

    private void compareFields(
            @Nullable JsonNode before, @Nullable JsonNode after, @Nullable SchemaNode schema, List<String> path) {
        Set<String> names = new LinkedHashSet<>();
        if (before != null) {
            before.fieldNames().forEachRemaining(names::add);
        }
        if (after != null) {
            after.fieldNames().forEachRemaining(names::add);
        }
        for (String name : names) {
            path.add(FieldSet.field(name));
            compare(
                    before == null ? null : before.get(name),
                    after == null ? null : after.get(name),
                    Shape.field(schema, name),
                    path);
            path.removeLast();
        }
    }

    private void compareItems(
            @Nullable JsonNode before, @Nullable JsonNode after, SchemaNode schema, List<String> path) {
        Map<String, JsonNode> left = Shape.items(before, schema);
        Map<String, JsonNode> right = Shape.items(after, schema);
        Set<String> steps = new LinkedHashSet<>(left.keySet());
        steps.addAll(right.keySet());
        for (String step : steps) {
            path.add(step);
            compare(left.get(step), right.get(step), schema.items(), path);
            path.removeLast();
        }
    }
}
