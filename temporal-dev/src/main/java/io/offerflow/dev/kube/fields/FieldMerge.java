package io.offerflow.dev.kube.fields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offerflow.dev.kube.schema.SchemaNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lays an applied configuration over a live object: the configuration wins, what it does not name stays. */
final class FieldMerge {

    private FieldMerge() {}

    static JsonNode merge(@Nullable JsonNode live, @Nullable JsonNode applied, @Nullable SchemaNode schema) {
        if (live == null || applied == null) {
            return Objects.requireNonNull(applied != null ? applied : live);
        }
        Shape shape = Shape.of(applied, schema);
        if (Shape.of(live, schema) != shape || applied.isEmpty() && live.isEmpty()) {
            return applied;
        }
        return switch (shape) {
            case SCALAR, ATOMIC -> applied;
            case MAP -> {
                ObjectNode out = ((ObjectNode) live).objectNode().setAll((ObjectNode) live);
                applied.properties()
                        .forEach(e -> out.set(
                                e.getKey(),
                                merge(live.get(e.getKey()), e.getValue(), Shape.field(schema, e.getKey()))));
                yield out;
            }
            case LIST -> mergeItems(live, applied, Objects.requireNonNull(schema));
        };
    }

    /**
     * Items of both lists, shared ones in the order of the applied list; the live list's own items keep their place before the
     * shared item that follows them.
     */
    private static ArrayNode mergeItems(JsonNode live, JsonNode applied, SchemaNode schema) {
        Map<String, JsonNode> left = Shape.items(live, schema);
        Map<String, JsonNode> right = Shape.items(applied, schema);
        Deque<String> sharedOrder = new ArrayDeque<>(right.keySet());
        sharedOrder.removeIf(step -> !left.containsKey(step));
        List<String> ls = new ArrayList<>(left.keySet());
        List<String> rs = new ArrayList<>(right.keySet());
        Set<String> done = new HashSet<>();
        ArrayNode out = JsonNodeFactory.instance.arrayNode();
        int l = 0;
        int r = 0;
        while (l < ls.size() || r < rs.size()) {
            String mine = l < ls.size() ? ls.get(l) : null;
            if (mine != null && (!right.containsKey(mine))) {
                out.add(left.get(mine));
                l++;
            } else if (mine != null && (done.contains(mine) || r < rs.size() && !mine.equals(sharedOrder.peek()))) {
                l++;
            } else {
                String step = rs.get(r++);
                done.add(step);
                out.add(merge(left.get(step), right.get(step), schema.items()));
                if (step.equals(sharedOrder.peek())) {
                    sharedOrder.poll();
                }
            }
        }
        return out;
    }
}
