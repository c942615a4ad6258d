package io.offerflow.activities.offer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.offerflow.api.Json;
import io.offerflow.api.ServiceOfferStatus;
import io.offerflow.api.ServiceOfferStatus.AgentResolution;
import java.lang.reflect.RecordComponent;
import org.jspecify.annotations.Nullable;

/** Writes a whole status: what it lacks is removed from the object, what others added is kept. */
final class StatusWriter {
    private final StoredOffers offers;

    StatusWriter(StoredOffers offers) {
        this.offers = offers;
    }

    /** The object with its new status; null when it is gone or another one has its name. */
    @Nullable
    GenericKubernetesResource write(GenericKubernetesResource read, ServiceOfferStatus status) {
        ObjectNode patch = Json.mapper().createObjectNode();
        patch.set("status", merge(status));
        return offers.updateStatus(read, patch);
    }

    /** The status as a JSON merge patch, in which null removes. */
    static ObjectNode merge(ServiceOfferStatus status) {
        ObjectNode patch = Json.mapper().valueToTree(status);
        removeAbsent(patch, ServiceOfferStatus.class);
        if (patch.get("agentResolution") instanceof ObjectNode resolution) {
            removeAbsent(resolution, AgentResolution.class);
        }
        return patch;
    }

    private static void removeAbsent(ObjectNode patch, Class<? extends Record> shape) {
        for (RecordComponent field : shape.getRecordComponents()) {
            if (!patch.has(field.getName())) {
                patch.putNull(field.getName());
            }
        }
    }
}
