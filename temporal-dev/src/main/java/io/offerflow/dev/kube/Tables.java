package io.offerflow.dev.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offerflow.dev.kube.ResourceType.Column;
import java.time.Duration;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;

/** Objects as the rows that kubectl prints ({@code meta.k8s.io/v1 Table}). */
final class Tables {

    private final InstantSource clock;

    Tables(InstantSource clock) {
        this.clock = clock;
    }

    /** @param include what each row carries of its object: {@code Metadata} (default), {@code Object} or {@code None} */
    ObjectNode table(
            ResourceType type, List<ObjectNode> objects, ObjectNode metadata, String include, boolean headers) {
        ObjectNode out = Json.object().put("kind", "Table").put("apiVersion", "meta.k8s.io/v1");
        out.set("metadata", metadata);
        ArrayNode columns = out.putArray("columnDefinitions");
        if (headers) {
            type.printing().columns().forEach(column -> columns.add(definition(column)));
            columns.insert(type.printing().nameColumn(), name());
        }
        ArrayNode rows = out.putArray("rows");
        objects.forEach(object -> rows.add(row(type, object, include)));
        return out;
    }

    private static ObjectNode name() {
        return Json.object()
                .put("name", "Name")
                .put("type", "string")
                .put("format", "name")
                .put("description", "Name must be unique within a namespace. Cannot be updated.")
                .put("priority", 0);
    }

    private static ObjectNode definition(Column column) {
        return Json.object()
                .put("name", column.name())
                .put("type", column.type())
                .put("format", "")
                .put("description", column.description())
                .put("priority", column.priority());
    }

    private ObjectNode row(ResourceType type, ObjectNode object, String include) {
        ObjectNode out = Json.object();
        ArrayNode cells = out.putArray("cells");
        for (Column column : type.printing().columns()) {
            cells.add(cell(column, object));
        }
        cells.insert(type.printing().nameColumn(), Metadata.name(object));
        if (include.equals("Object")) {
            out.set("object", object);
        } else if (!include.equals("None")) {
            ObjectNode partial =
                    Json.object().put("kind", "PartialObjectMetadata").put("apiVersion", "meta.k8s.io/v1");
            partial.set("metadata", object.path("metadata"));
            out.set("object", partial);
        }
        return out;
    }

    private JsonNode cell(Column column, ObjectNode object) {
        if (!column.format().isEmpty()) {
            JsonNode computed = BuiltInCells.cell(column.format(), object);
            return column.type().equals("date") ? typed(column.type(), computed) : computed;
        }
        List<JsonNode> found = JsonPath.find(column.jsonPath(), object);
        if (found.isEmpty() || found.getFirst().isNull()) {
            return JsonNodeFactory.instance.nullNode();
        }
        // Only the first value is printed, as the real server does, also for [*].
        return typed(column.type(), found.getFirst());
    }

    private JsonNode typed(String type, JsonNode value) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        return switch (type) {
            case "integer" -> value.isNumber() ? json.numberNode(value.asLong()) : json.nullNode();
            case "number" -> value.isNumber() ? value : json.nullNode();
            case "boolean" -> value.isBoolean() ? value : json.nullNode();
            case "date" -> value.isTextual() ? json.textNode(age(value.asText())) : json.nullNode();
            default -> json.textNode(value.isTextual() ? value.asText() : value.toString());
        };
    }

    private String age(String time) {
        try {
            return human(Duration.between(OffsetDateTime.parse(time).toInstant(), clock.instant()));
        } catch (DateTimeParseException e) {
            return "<invalid>";
        }
    }

    /** As kubectl writes ages: {@code 45s}, {@code 3m5s}, {@code 12m}, {@code 5h12m}, {@code 3d}. */
    static String human(Duration age) {
        long s = age.toSeconds();
        if (s < -1) {
            return "<invalid>";
        }
        if (s < 120) {
            return Math.max(s, 0) + "s";
        }
        if (s < 600) {
            return pair(s / 60, "m", s % 60, "s");
        }
        if (s < 3 * 3600) {
            return s / 60 + "m";
        }
        if (s < 8 * 3600) {
            return pair(s / 3600, "h", s / 60 % 60, "m");
        }
        if (s < 48 * 3600) {
            return s / 3600 + "h";
        }
        long days = s / 86_400;
        if (days < 8) {
            return pair(days, "d", s / 3600 % 24, "h");
        }
        if (days < 365 * 2) {
            return days + "d";
        }
        return days < 365 * 8 ? pair(days / 365, "y", days % 365, "d") : days / 365 + "y";
    }

    private static String pair(long big, String bigUnit, long small, String smallUnit) {
        return small == 0 ? big + bigUnit : big + bigUnit + small + smallUnit;
    }
}
