package io.offerflow.dev.kube;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/**
 * The JSONPath of printer columns: {@code .field}, {@code ..field} at any depth, {@code .a\.b}, {@code ['field']}, {@code [0]}, {@code [*]} and filters
 * {@code [?(@.type=="Ready")]} with {@code ==} or {@code !=}. Anything else finds nothing.
 */
final class JsonPath {

    private static final Pattern STEP = Pattern.compile("\\.((?:[^.\\[\\\\]|\\\\.)+)"
            + "|\\[(\\*|-?\\d+)]"
            + "|\\['([^']+)']"
            + "|\\[\\?\\(@\\.([\\w.]+)\\s*(==|!=)\\s*[\"']([^\"']*)[\"']\\)]"
            + "|\\.\\.([^.\\[\\\\]+)");

    private JsonPath() {}

    static List<JsonNode> find(String path, JsonNode root) {
        List<JsonNode> found = List.of(root);
        Matcher step = STEP.matcher(path);
        int at = 0;
        while (at < path.length()) {
            if (!step.find() || step.start() != at) {
                return List.of();
            }
            at = step.end();
            List<JsonNode> next = new ArrayList<>();
            for (JsonNode node : found) {
                next.addAll(step(node, step));
            }
            found = next;
        }
        return found;
    }

    private static List<JsonNode> step(JsonNode node, Matcher step) {
        if (step.group(1) != null) {
            return present(node.path(step.group(1).replace("\\", "")));
        }
        if (step.group(3) != null) {
            return present(node.path(step.group(3)));
        }
        if (step.group(4) != null) {
            return filter(node, step.group(4), step.group(5).equals("=="), step.group(6));
        }
        if (step.group(7) != null) {
            return node.findValues(step.group(7));
        }
        if (step.group(2).equals("*")) {
            return StreamSupport.stream(node.spliterator(), false).toList();
        }
        int index = Integer.parseInt(step.group(2));
        return present(node.path(index < 0 ? node.size() + index : index));
    }

    private static List<JsonNode> filter(JsonNode list, String field, boolean equal, String value) {
        List<JsonNode> out = new ArrayList<>();
        for (JsonNode item : list) {
            JsonNode at = item;
            for (String name : field.split("\\.")) {
                at = at.path(name);
            }
            if (at.asText("").equals(value) == equal) {
                out.add(item);
            }
        }
        return out;
    }

    private static List<JsonNode> present(JsonNode node) {
        return node.isMissingNode() ? List.of() : List.of(node);
    }
}
