package io.offerflow.dev.kube.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.Duration;
import com.google.protobuf.NullValue;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** JSON as the values CEL computes with. */
final class CelValues {

    private static final Pattern DURATION_PART = Pattern.compile("([0-9.]+)(ns|us|µs|ms|s|m|h)");
    private static final Map<String, Double> NANOS =
            Map.of("ns", 1.0, "us", 1e3, "µs", 1e3, "ms", 1e6, "s", 1e9, "m", 60e9, "h", 3600e9);

    private CelValues() {}

    static Object of(JsonNode value, @Nullable SchemaNode schema) {
        return switch (value.getNodeType()) {
            case OBJECT, POJO -> map(value, schema);
            case ARRAY -> list(value, schema);
            case NUMBER -> number(value, schema);
            case BOOLEAN -> value.asBoolean();
            case NULL, MISSING -> NullValue.NULL_VALUE;
            case STRING, BINARY -> text(value.asText(), schema);
        };
    }

    private static Object number(JsonNode value, @Nullable SchemaNode schema) {
        boolean real = schema != null && schema.type().equals("number");
        if (value.isIntegralNumber() && !real) {
            return value.asLong();
        }
        return value.asDouble();
    }

    /** A stored value may break its format, when it is older than the schema: it stays text, on which only rules that look at it fail. */
    private static Object text(String text, @Nullable SchemaNode schema) {
        String format = schema == null ? "" : schema.raw().path("format").asText("");
        try {
            return switch (format) {
                case "date-time" -> timestamp(OffsetDateTime.parse(text).toInstant());
                case "date" ->
                    timestamp(LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant());
                case "duration" -> duration(text);
                default -> text;
            };
        } catch (DateTimeException | NumberFormatException otherFormat) {
            return text;
        }
    }

    private static Timestamp timestamp(Instant instant) {
        return Timestamp.newBuilder()
                .setSeconds(instant.getEpochSecond())
                .setNanos(instant.getNano())
                .build();
    }

    private static Duration duration(String text) {
        double nanos = 0;
        Matcher part = DURATION_PART.matcher(text);
        while (part.find()) {
            nanos += Double.parseDouble(part.group(1)) * NANOS.getOrDefault(part.group(2), 0.0);
        }
        return Durations.fromNanos((long) (text.startsWith("-") ? -nanos : nanos));
    }

    private static Map<String, Object> map(JsonNode value, @Nullable SchemaNode schema) {
        Map<String, Object> out = new LinkedHashMap<>();
        value.properties().forEach(field -> {
            boolean named = schema != null && schema.properties().containsKey(field.getKey());
            String key = named ? CelTypes.escape(field.getKey()) : field.getKey();
            out.put(key, of(field.getValue(), schema == null ? null : schema.field(field.getKey())));
        });
        return out;
    }

    private static List<Object> list(JsonNode value, @Nullable SchemaNode schema) {
        List<Object> out = new ArrayList<>();
        value.forEach(item -> out.add(of(item, schema == null ? null : schema.items())));
        return out;
    }
}
