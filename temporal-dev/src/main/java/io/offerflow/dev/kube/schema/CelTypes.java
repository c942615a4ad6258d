package io.offerflow.dev.kube.schema;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableSet;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A schema as CEL types, so that a rule that names a field which is not there is refused when the definition is applied, as the real
 * server does it. Values stay plain maps.
 */
final class CelTypes implements CelTypeProvider {

    /** Names that CEL keeps for itself; Kubernetes escapes fields of these names. */
    private static final Set<String> RESERVED = Set.of(
            "true",
            "false",
            "null",
            "in",
            "as",
            "break",
            "const",
            "continue",
            "else",
            "for",
            "function",
            "if",
            "import",
            "let",
            "loop",
            "package",
            "namespace",
            "return",
            "var",
            "void",
            "while");

    private final Map<String, CelType> types = new LinkedHashMap<>();

    /** A field name as rules write it: {@code namespace} is {@code __namespace__}, {@code a-b} is {@code a__dash__b}. */
    static String escape(String field) {
        if (RESERVED.contains(field)) {
            return "__" + field + "__";
        }
        return field.replace("__", "__underscores__")
                .replace(".", "__dot__")
                .replace("-", "__dash__")
                .replace("/", "__slash__");
    }

    CelType declare(@Nullable SchemaNode schema) {
        if (schema == null || schema.intOrString() || schema.nullable()) {
            return SimpleType.DYN;
        }
        return switch (schema.type()) {
            case "object" -> declareObject(schema);
            case "array" -> ListType.create(declare(schema.items()));
            case "integer" -> SimpleType.INT;
            case "number" -> SimpleType.DOUBLE;
            case "boolean" -> SimpleType.BOOL;
            case "string" -> declareText(schema);
            default -> SimpleType.DYN;
        };
    }

    private static CelType declareText(SchemaNode schema) {
        return switch (schema.raw().path("format").asText("")) {
            case "date-time", "date" -> SimpleType.TIMESTAMP;
            case "duration" -> SimpleType.DURATION;
            default -> SimpleType.STRING;
        };
    }

    private CelType declareObject(SchemaNode schema) {
        if (schema.additionalProperties() != null) {
            return MapType.create(SimpleType.STRING, declare(schema.additionalProperties()));
        }
        if (schema.preservesUnknownFields() && schema.properties().isEmpty()) {
            return SimpleType.DYN;
        }
        Map<String, CelType> fields = new LinkedHashMap<>();
        schema.properties().forEach((field, below) -> fields.put(escape(field), declare(below)));
        // A name that no expression can write: the checker would prefer a type of that name to a field.
        String name = "schema#" + types.size();
        StructType type = StructType.create(
                name, ImmutableSet.copyOf(fields.keySet()), field -> Optional.ofNullable(fields.get(field)));
        types.put(name, type);
        return type;
    }

    @Override
    public ImmutableCollection<CelType> types() {
        return ImmutableSet.copyOf(types.values());
    }

    @Override
    public Optional<CelType> findType(String name) {
        return Optional.ofNullable(types.get(name));
    }
}
