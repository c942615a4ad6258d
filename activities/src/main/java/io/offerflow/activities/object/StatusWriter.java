package io.offerflow.activities.object;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.offerflow.api.Json;
import java.lang.reflect.RecordComponent;
import org.jspecify.annotations.Nullable;

/** Writes a whole status: what it lacks is removed from the object, what others added is kept. */
public final class StatusWriter {
    private final StoredObjects objects;

    public StatusWriter(StoredObjects objects) {
        this.objects = objects;
    }

    /** The object with its new status; null when it is gone or another one has its name. */
    public @Nullable GenericKubernetesResource write(GenericKubernetesResource read, Record status) {
        ObjectNode patch = Json.mapper().createObjectNode();
        patch.set("status", merge(status));
        return objects.updateStatus(read, patch);
    }

    /** The status as a JSON merge patch, in which null removes. */
    static ObjectNode merge(Record status) {
        ObjectNode patch = Json.mapper().valueToTree(status);
        removeAbsent(patch, status.getClass());
        return patch;
    }

    private static void removeAbsent(ObjectNode patch, Class<?> shape) {
        for (RecordComponent field : shape.getRecordComponents()) {
            if (!patch.has(field.getName())) {
                patch.putNull(field.getName());
            } else if (field.getType().isRecord() && patch.get(field.getName()) instanceof ObjectNode inner) {
                removeAbsent(inner, field.getType());
            }
        }
    }
}
