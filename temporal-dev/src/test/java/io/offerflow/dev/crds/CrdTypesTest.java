package io.offerflow.dev.crds;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The definitions and the Java types say the same, in both directions. */
class CrdTypesTest {
    private final List<String> differences = new ArrayList<>();

    @ParameterizedTest
    @CsvSource({
        "ServiceOffer,spec,io.offerflow.api.ServiceOfferSpec",
        "ServiceOffer,status,io.offerflow.api.ServiceOfferStatus",
        "Agent,spec,io.offerflow.api.Agent$Spec",
        "Agent,status,io.offerflow.api.Agent$Status",
        "RegistrationRequest,spec,io.offerflow.api.identity.RegistrationRequest$Spec",
        "RegistrationRequest,status,io.offerflow.api.identity.RegistrationRequest$Status",
        "AgentIdentity,status,io.offerflow.api.identity.AgentIdentity$Status",
    })
    void aDefinitionAndItsTypeHaveTheSameFieldsOfTheSameKinds(String kind, String part, Class<?> type) {
        JsonNode schema = Manifests.allOf(Manifests.DEFINITIONS).stream()
                .filter(crd -> crd.at("/spec/names/kind").asText().equals(kind))
                .findFirst()
                .orElseThrow()
                .at("/spec/versions/0/schema/openAPIV3Schema/properties/" + part);

        compare(part, schema, type);

        assertThat(differences).isEmpty();
    }

    private void compare(String path, JsonNode schema, Type type) {
        switch (schema.path("type").asText()) {
            case "object" -> object(path, schema, type);
            case "array" -> {
                if (raw(type) != List.class) {
                    differ(path, schema, type);
                } else {
                    compare(path + "[]", schema.path("items"), argument(type, 0));
                }
            }
            case "string" -> text(path, schema, type);
            case "integer" -> among(path, schema, type, Set.of(int.class, long.class, Integer.class, Long.class));
            case "boolean" -> among(path, schema, type, Set.of(boolean.class, Boolean.class));
            default -> differ(path, schema, type);
        }
    }

    private void object(String path, JsonNode schema, Type type) {
        if (raw(type) == Map.class && schema.has("additionalProperties")) {
            compare(path + "{}", schema.path("additionalProperties"), argument(type, 1));
        } else if (raw(type).isRecord()) {
            Map<String, RecordComponent> components = new TreeMap<>();
            Stream.of(raw(type).getRecordComponents())
                    .forEach(component -> components.put(component.getName(), component));
            Set<String> fields = new TreeSet<>();
            schema.path("properties").fieldNames().forEachRemaining(fields::add);
            assertThat(components.keySet()).as(path).isEqualTo(fields);
            components.forEach((name, component) ->
                    compare(path + "." + name, schema.path("properties").path(name), component.getGenericType()));
        } else {
            differ(path, schema, type);
        }
    }

    private void text(String path, JsonNode schema, Type type) {
        Object[] constants = raw(type).getEnumConstants();
        if (constants != null) {
            List<String> allowed = new ArrayList<>();
            schema.path("enum").forEach(value -> allowed.add(value.asText()));
            assertThat(allowed)
                    .as(path)
                    .containsExactlyInAnyOrderElementsOf(
                            Stream.of(constants).map(Object::toString).toList());
        } else {
            among(
                    path,
                    schema,
                    type,
                    Set.of(schema.path("format").asText().equals("date-time") ? Instant.class : String.class));
        }
    }

    private void among(String path, JsonNode schema, Type type, Set<Class<?>> accepted) {
        if (!accepted.contains(raw(type))) {
            differ(path, schema, type);
        }
    }

    private void differ(String path, JsonNode schema, Type type) {
        differences.add(path + " is " + schema.path("type") + " in YAML and " + type.getTypeName() + " in Java");
    }

    private static Class<?> raw(Type type) {
        return type instanceof ParameterizedType generic ? (Class<?>) generic.getRawType() : (Class<?>) type;
    }

    private static Type argument(Type type, int index) {
        return ((ParameterizedType) type).getActualTypeArguments()[index];
    }
}
