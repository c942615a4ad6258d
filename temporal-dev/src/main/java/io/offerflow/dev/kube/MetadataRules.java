package io.offerflow.dev.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.offerflow.dev.kube.schema.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** What is allowed in {@code metadata}. Wording and patterns are those of Kubernetes' validation package. */
final class MetadataRules {

    private static final String SUBDOMAIN_FORM = "[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*";
    private static final String LABEL_FORM = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    private static final String QUALIFIED_FORM = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";

    private static final Pattern SUBDOMAIN = Pattern.compile(SUBDOMAIN_FORM);
    private static final Pattern LABEL = Pattern.compile(LABEL_FORM);
    private static final Pattern QUALIFIED = Pattern.compile(QUALIFIED_FORM);
    private static final Pattern LABEL_VALUE = Pattern.compile("(" + QUALIFIED_FORM + ")?");

    private MetadataRules() {}

    static List<Violation> check(ResourceType type, ObjectNode object) {
        List<Violation> out = new ArrayList<>();
        String name = Metadata.name(object);
        if (name.isEmpty()) {
            out.add(Violation.required("metadata.name", "name or generateName is required"));
        } else if (type.is("", "Namespace") || type.is("", "Service")) {
            label("metadata.name", name, out);
        } else {
            subdomain("metadata.name", name, out);
        }
        JsonNode metadata = object.path("metadata");
        for (Map.Entry<String, JsonNode> label : metadata.path("labels").properties()) {
            qualifiedName("metadata.labels", label.getKey(), out);
            labelValue(label.getValue().asText(), out);
        }
        for (Map.Entry<String, JsonNode> annotation :
                metadata.path("annotations").properties()) {
            qualifiedName("metadata.annotations", annotation.getKey().toLowerCase(Locale.ROOT), out);
        }
        for (JsonNode finalizer : metadata.path("finalizers")) {
            qualifiedName("metadata.finalizers", finalizer.asText(), out);
        }
        return out;
    }

    static List<Violation> checkUpdate(ObjectNode live, ObjectNode next) {
        List<Violation> out = new ArrayList<>();
        if (Metadata.deleting(live)) {
            List<String> added = new ArrayList<>(Metadata.finalizers(next));
            added.removeAll(Metadata.finalizers(live));
            if (!added.isEmpty()) {
                List<String> quoted =
                        added.stream().map(f -> TextNode.valueOf(f).toString()).toList();
                out.add(Violation.forbidden(
                        "metadata.finalizers",
                        "no new finalizers can be added if the object is being deleted, found new finalizers []string{"
                                + String.join(", ", quoted) + "}"));
            }
        }
        return out;
    }

    private static void subdomain(String field, String value, List<Violation> out) {
        if (value.length() > 253) {
            out.add(Violation.invalid(field, value, "must be no more than 253 bytes"));
        }
        if (!SUBDOMAIN.matcher(value).matches()) {
            out.add(Violation.invalid(
                    field,
                    value,
                    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start "
                            + "and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '"
                            + SUBDOMAIN_FORM + "')"));
        }
    }

    private static void label(String field, String value, List<Violation> out) {
        if (value.length() > 63) {
            out.add(Violation.invalid(field, value, "must be no more than 63 bytes"));
        }
        if (!LABEL.matcher(value).matches()) {
            out.add(Violation.invalid(
                    field,
                    value,
                    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end "
                            + "with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '"
                            + LABEL_FORM + "')"));
        }
    }

    private static void labelValue(String value, List<Violation> out) {
        if (value.length() > 63) {
            out.add(Violation.invalid("metadata.labels", value, "must be no more than 63 bytes"));
        }
        if (!LABEL_VALUE.matcher(value).matches()) {
            out.add(Violation.invalid(
                    "metadata.labels",
                    value,
                    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start "
                            + "and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used "
                            + "for validation is '(" + QUALIFIED_FORM + ")?')"));
        }
    }

    private static void qualifiedName(String field, String key, List<Violation> out) {
        String[] parts = key.split("/", 2);
        if (parts.length == 2) {
            List<Violation> prefix = new ArrayList<>();
            subdomain(field, parts[0], prefix);
            prefix.forEach(v -> out.add(Violation.invalid(field, key, "prefix part " + detail(v))));
        }
        String name = parts[parts.length - 1];
        if (name.length() > 63) {
            out.add(Violation.invalid(field, key, "name part must be no more than 63 bytes"));
        }
        if (!QUALIFIED.matcher(name).matches()) {
            out.add(Violation.invalid(
                    field,
                    key,
                    "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an "
                            + "alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation "
                            + "is '" + QUALIFIED_FORM + "')"));
        }
    }

    private static String detail(Violation violation) {
        return violation.message().substring(violation.message().indexOf(": ", "Invalid value: ".length()) + 2);
    }
}
