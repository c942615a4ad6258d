package io.offerflow.dev.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/** Cells of built-in kinds that no JSONPath gives, named by {@code format} in builtin-kinds.yaml. */
final class BuiltInCells {

    private static final String NONE = "<none>";

    private BuiltInCells() {}

    static JsonNode cell(String format, JsonNode object) {
        JsonNode spec = object.path("spec");
        JsonNode status = object.path("status");
        return switch (format) {
            case "data" ->
                count(object.path("data").size() + object.path("binaryData").size());
            case "updated" -> count(status.path("updatedReplicas").asInt());
            case "available" -> count(status.path("availableReplicas").asInt());
            case "ready" ->
                text(status.path("readyReplicas").asInt() + "/"
                        + spec.path("replicas").asInt());
            case "cluster-ip" -> text(spec.path("clusterIP").asText(NONE));
            case "external-ip" -> text(spec.path("externalName").asText(NONE));
            case "ports" -> text(ports(spec.path("ports")));
            case "selector" -> text(pairs(spec.path("selector")));
            case "match-labels" -> text(pairs(spec.at("/selector/matchLabels")));
            case "containers" -> text(each(spec.at("/template/spec/containers"), "name"));
            case "images" -> text(each(spec.at("/template/spec/containers"), "image"));
            case "endpoints" -> text(addresses(object.path("endpoints")));
            case "endpoint-ports" -> text(each(object.path("ports"), "port"));
            case "last-seen" -> text(EventConversion.lastSeen(EventConversion.toCore(object)));
            case "involved-object" -> involved(object);
            default -> throw new IllegalArgumentException("no such cell: " + format);
        };
    }

    private static JsonNode involved(JsonNode event) {
        JsonNode about = event.has("regarding") ? event.get("regarding") : event.path("involvedObject");
        return text(about.path("kind").asText().toLowerCase(Locale.ROOT) + "/"
                + about.path("name").asText());
    }

    private static String ports(JsonNode ports) {
        StringJoiner out = new StringJoiner(",").setEmptyValue(NONE);
        ports.forEach(port -> {
            String node = port.has("nodePort") ? ":" + port.get("nodePort").asText() : "";
            out.add(port.path("port").asText() + node + "/"
                    + port.path("protocol").asText("TCP"));
        });
        return out.toString();
    }

    private static String pairs(JsonNode labels) {
        StringJoiner out = new StringJoiner(",").setEmptyValue(NONE);
        for (Map.Entry<String, JsonNode> label : labels.properties()) {
            out.add(label.getKey() + "=" + label.getValue().asText());
        }
        return out.toString();
    }

    private static String each(JsonNode list, String field) {
        StringJoiner out = new StringJoiner(",").setEmptyValue("<unset>");
        list.forEach(item -> out.add(item.path(field).asText()));
        return out.toString();
    }

    private static String addresses(JsonNode endpoints) {
        StringJoiner out = new StringJoiner(",").setEmptyValue("<unset>");
        endpoints.forEach(endpoint -> endpoint.path("addresses").forEach(address -> out.add(address.asText())));
        return out.toString();
    }

    private static JsonNode text(String text) {
        return JsonNodeFactory.instance.textNode(text);
    }

    private static JsonNode count(int n) {
        return JsonNodeFactory.instance.numberNode(n);
    }
}
