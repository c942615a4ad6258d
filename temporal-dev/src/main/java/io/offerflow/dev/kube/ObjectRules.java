package io.offerflow.dev.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offerflow.dev.kube.schema.Violation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether an object may be stored. */
final class ObjectRules {

    private final ResourceTypes types;

    ObjectRules(ResourceTypes types) {
        this.types = types;
    }

    List<Violation> check(ResourceType type, @Nullable ObjectNode live, ObjectNode next) {
        List<Violation> out = new ArrayList<>(MetadataRules.check(type, next));
        out.addAll(type.validation().validate(next, live));
        if (type.is(ResourceTypes.CRD_GROUP, "CustomResourceDefinition") && out.isEmpty()) {
            out.addAll(definition(next));
        }
        return out;
    }

    /** A definition whose rules do not compile is refused, not found out later. */
    private List<Violation> definition(JsonNode crd) {
        List<Violation> out = new ArrayList<>();
        String wanted = Json.text(crd, "spec", "names", "plural") + "." + Json.text(crd, "spec", "group");
        if (!Metadata.name(crd).equals(wanted)) {
            out.add(Violation.invalid(
                    "metadata.name", Metadata.name(crd), "must be spec.names.plural+\".\"+spec.group"));
        }
        types.customTypes(crd).forEach(type -> out.addAll(type.validation().compileErrors()));
        return out;
    }
}
