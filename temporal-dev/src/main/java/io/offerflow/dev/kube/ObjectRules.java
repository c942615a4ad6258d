package io.offerflow.dev.kube;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offerflow.dev.kube.schema.Violation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether an object may be stored. */
final class ObjectRules {

    List<Violation> check(ResourceType type, @Nullable ObjectNode live, ObjectNode next) {
        List<Violation> out = new ArrayList<>(live == null ? MetadataRules.check(type, next) : List.of());
        return out;
    }
}
