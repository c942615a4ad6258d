package io.offerflow.dev.kube.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One reason why an object is refused, worded as the API server words it.
 *
 * @param reason a cause of a Status, for example {@code FieldValueInvalid}
 * @param field dotted path, for example {@code spec.ports[0].port}
 * @param message without the field, for example {@code Required value}
 */
public record Violation(String reason, String field, String message) {

    private static final String INVALID = "FieldValueInvalid";

    public static Violation invalid(String field, @Nullable JsonNode value, String detail) {
        return new Violation(INVALID, field, "Invalid value: " + print(value) + ": " + detail);
    }

    public static Violation invalid(String field, String value, String detail) {
        return invalid(field, TextNode.valueOf(value), detail);
    }

    static Violation rulesNotChecked() {
        return invalid(
                "<nil>",
                (JsonNode) null,
                "some validation rules were not checked because the object was invalid; correct the existing errors to "
                        + "complete validation");
    }

    /** A CEL rule that does not hold. Objects and lists are not printed. */
    static Violation rule(String reason, String field, JsonNode value, String detail) {
        String message =
                switch (reason) {
                    case "FieldValueRequired" -> "Required value: " + detail;
                    case "FieldValueForbidden" -> "Forbidden: " + detail;
                    case "FieldValueDuplicate" -> "Duplicate value: " + print(value);
                    default -> "Invalid value: " + (value.isContainerNode() ? "" : print(value) + ": ") + detail;
                };
        return new Violation(reason, field, message);
    }

    public static Violation wrongType(String field, JsonNode shown, String detail) {
        return new Violation("FieldValueTypeInvalid", field, "Invalid value: " + print(shown) + ": " + detail);
    }

    public static Violation required(String field, String detail) {
        return new Violation("FieldValueRequired", field, "Required value" + (detail.isEmpty() ? "" : ": " + detail));
    }

    public static Violation forbidden(String field, String detail) {
        return new Violation("FieldValueForbidden", field, "Forbidden: " + detail);
    }

    public static Violation duplicate(String field, JsonNode value) {
        return new Violation("FieldValueDuplicate", field, "Duplicate value: " + print(value));
    }

    static Violation notSupported(String field, JsonNode value, List<String> allowed) {
        String values =
                allowed.stream().map(v -> TextNode.valueOf(v).toString()).collect(Collectors.joining(", "));
        return new Violation(
                "FieldValueNotSupported",
                field,
                "Unsupported value: " + print(value) + ": supported values: " + values);
    }

    static Violation tooLong(String field, long max) {
        return new Violation("FieldValueTooLong", field, "Too long: may not be more than " + max + " bytes");
    }

    static Violation tooMany(String field, int actual, long max) {
        return new Violation(
                "FieldValueTooMany", field, "Too many: " + actual + ": must have at most " + max + " items");
    }

    /** Errors after which CEL rules cannot be trusted to run. */
    boolean blocksRules() {
        return !reason.equals(INVALID) && !reason.equals("FieldValueDuplicate");
    }

    @Override
    public String toString() {
        return field + ": " + message;
    }

    private static String print(@Nullable JsonNode value) {
        return value == null ? "null" : value.toString();
    }
}
