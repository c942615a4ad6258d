package io.offerflow.dev.kube;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The {@code fieldSelector} query parameter, over stored objects. */
final class FieldSelector {

    private static final List<String> ALWAYS = List.of("metadata.name", "metadata.namespace");

    private FieldSelector() {}

    static Predicate<JsonNode> parse(String selector, ResourceType type) {
        List<Predicate<JsonNode>> all = new ArrayList<>();
        for (String part : selector.split(",")) {
            if (!part.isBlank()) {
                boolean unequal = part.contains("!=");
                String[] pair = part.split(unequal ? "!=" : "==?", 2);
                String field = known(pair[0].strip(), type);
                if (pair.length < 2) {
                    throw ApiFailure.badRequest("invalid selector: '" + part + "'; can't understand '" + part + "'");
                }
                String value = pair[1].strip();
                all.add(object -> unequal != value(object, field).equals(value));
            }
        }
        return object -> all.stream().allMatch(requirement -> requirement.test(object));
    }

    private static String known(String field, ResourceType type) {
        String stored = field.replaceFirst("^regarding\\.", "involvedObject.")
                .replaceFirst("^reportingController$", "reportingComponent");
        if (!ALWAYS.contains(stored) && !type.printing().fieldSelectors().contains(stored)) {
            throw ApiFailure.badRequest("field label not supported: " + field);
        }
        return stored;
    }

    private static String value(JsonNode object, String field) {
        JsonNode at = object;
        for (String step : field.split("\\.")) {
            at = at.path(step);
        }
        return at.isObject() ? at.path("component").asText("") : at.asText("");
    }
}
