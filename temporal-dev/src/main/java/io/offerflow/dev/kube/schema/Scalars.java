package io.offerflow.dev.kube.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Pattern;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The checks of strings and numbers. */
final class Scalars {

    private static final Map<String, Pattern> PATTERNS = new ConcurrentHashMap<>();
    private static final Pattern DURATION = Pattern.compile("-?([0-9]+(\\.[0-9]*)?(ns|us|µs|ms|s|m|h))+|0");

    private Scalars() {}

    static void text(String path, JsonNode value, SchemaNode schema, List<Violation> out) {
        String text = value.asText();
        int length = text.codePointCount(0, text.length());
        long max = schema.raw().path("maxLength").asLong(Long.MAX_VALUE);
        if (length > max) {
            out.add(Violation.tooLong(path, max));
        }
        long min = schema.raw().path("minLength").asLong(0);
        if (length < min) {
            out.add(Violation.invalid(path, value, path + " in body should be at least " + min + " chars long"));
        }
        String pattern = schema.raw().path("pattern").asText("");
        if (!pattern.isEmpty()
                && !PATTERNS.computeIfAbsent(pattern, Pattern::compile)
                        .matcher(text)
                        .find()) {
            out.add(Violation.invalid(path, value, path + " in body should match '" + pattern + "'"));
        }
        String format = schema.raw().path("format").asText("");
        if (!hasFormat(text, format)) {
            out.add(Violation.wrongType(path, value, path + " in body must be of type " + format + ": " + value));
        }
    }

    private static boolean hasFormat(String text, String format) {
        try {
            switch (format) {
                case "date-time" -> OffsetDateTime.parse(text);
                case "date" -> LocalDate.parse(text);
                default -> {
                    return !format.equals("duration") || DURATION.matches(text);
                }
            }
            return true;
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    static void number(String path, JsonNode value, SchemaNode schema, List<Violation> out) {
        JsonNode raw = schema.raw();
        BigDecimal number = value.decimalValue();
        if (raw.has("minimum")) {
            int order = number.compareTo(raw.get("minimum").decimalValue());
            boolean exclusive = raw.path("exclusiveMinimum").asBoolean();
            if (order < 0 || exclusive && order == 0) {
                bound(path, value, "greater than", exclusive, raw.get("minimum"), out);
            }
        }
        if (raw.has("maximum")) {
            int order = number.compareTo(raw.get("maximum").decimalValue());
            boolean exclusive = raw.path("exclusiveMaximum").asBoolean();
            if (order > 0 || exclusive && order == 0) {
                bound(path, value, "less than", exclusive, raw.get("maximum"), out);
            }
        }
        if (raw.has("multipleOf")
                && number.remainder(raw.get("multipleOf").decimalValue()).signum() != 0) {
            out.add(Violation.invalid(path, value, path + " in body should be a multiple of " + raw.get("multipleOf")));
        }
    }

    private static void bound(
            String path, JsonNode value, String order, boolean exclusive, JsonNode limit, List<Violation> out) {
        String text = path + " in body should be " + order + (exclusive ? " " : " or equal to ") + limit;
        out.add(Violation.invalid(path, value, text));
    }
}
