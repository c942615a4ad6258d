package io.offerflow.dev.kube.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cel.common.CelValidationException;
import dev.cel.compiler.CelCompiler;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The schema of a whole object with its CEL rules compiled: says whether an object may be stored. */
public final class ObjectSchema {

    private static final String RULES = "x-kubernetes-validations";

    private final SchemaNode root;
    private final Map<SchemaNode, List<CelRule>> rules = new IdentityHashMap<>();
    private final List<Violation> compileErrors = new ArrayList<>();

    private ObjectSchema(SchemaNode root, String place) {
        this.root = root;
        compileBelow(root, place);
    }

    /** @param place of the schema within its definition, for the messages of rules that do not compile */
    public static ObjectSchema compile(SchemaNode root, String place) {
        return new ObjectSchema(root, place);
    }

    /** One for each rule that does not compile; such rules are not checked. */
    public List<Violation> compileErrors() {
        return compileErrors;
    }

    private void compileBelow(SchemaNode schema, String place) {
        JsonNode sources = schema.raw().path(RULES);
        if (!sources.isEmpty()) {
            CelCompiler compiler = CelRule.compiler(schema);
            List<CelRule> compiled = new ArrayList<>();
            for (int i = 0; i < sources.size(); i++) {
                try {
                    compiled.add(CelRule.compile(sources.get(i), compiler));
                } catch (CelValidationException e) {
                    compileErrors.add(Violation.invalid(
                            place + "." + RULES + "[" + i + "].rule",
                            sources.get(i),
                            "compilation failed: " + e.getMessage()));
                }
            }
            rules.put(schema, compiled);
        }
        schema.properties().forEach((name, below) -> compileBelow(below, place + ".properties[" + name + "]"));
        if (schema.items() != null) {
            compileBelow(schema.items(), place + ".items");
        }
        if (schema.additionalProperties() != null) {
            compileBelow(schema.additionalProperties(), place + ".additionalProperties");
        }
    }

    /** @param old the stored object, null on create */
    public List<Violation> validate(ObjectNode object, @Nullable ObjectNode old) {
        List<Violation> out = new ArrayList<>(SchemaValidator.validate(object, old, root));
        if (out.stream().anyMatch(Violation::blocksRules)) {
            if (!rules.isEmpty()) {
                out.add(Violation.rulesNotChecked());
            }
            return out;
        }
        check("", object, old, root, out);
        return out;
    }

    private void check(String path, JsonNode value, @Nullable JsonNode old, SchemaNode schema, List<Violation> out) {
        if (value.isNull()) {
            return;
        }
        List<CelRule> here = rules.getOrDefault(schema, List.of());
        if (!here.isEmpty()) {
            evaluate(path, value, old, schema, here, out);
        }
        if (value.isObject()) {
            value.properties().forEach(field -> {
                SchemaNode below = schema.field(field.getKey());
                if (below != null) {
                    String at = SchemaValidator.below(path, field.getKey());
                    check(at, field.getValue(), Correlation.field(old, field.getKey()), below, out);
                }
            });
        } else if (value.isArray() && schema.items() != null) {
            for (int i = 0; i < value.size(); i++) {
                JsonNode before = Correlation.item(old, value.get(i), schema);
                check(path + "[" + i + "]", value.get(i), before, schema.items(), out);
            }
        }
    }

    private static void evaluate(
            String path,
            JsonNode value,
            @Nullable JsonNode old,
            SchemaNode schema,
            List<CelRule> here,
            List<Violation> out) {
        Map<String, Object> variables = new HashMap<>();
        variables.put("self", CelValues.of(value, schema));
        if (old != null) {
            variables.put("oldSelf", CelValues.of(old, schema));
        }
        for (CelRule rule : here) {
            boolean unchanged = old != null && old.equals(value);
            if (rule.transition() ? old != null : !unchanged) {
                Violation violation = rule.check(path, value, variables);
                if (violation != null) {
                    out.add(violation);
                }
            }
        }
    }
}
