package io.offerflow.activities.offer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offerflow.api.Json;
import io.offerflow.api.Ref;
import io.offerflow.api.ServiceOfferStatus;
import io.offerflow.api.ServiceOfferStatus.AgentResolution;
import java.lang.reflect.RecordComponent;

/** Writes a whole status: what it lacks is removed from the object, what others added is kept. */
final class StatusWriter {
    private final StoredOffers offers;

    StatusWriter(StoredOffers offers) {
        this.offers = offers;
    }

    StoredOffers.Write write(Ref ref, String uid, ServiceOfferStatus status) {
        ObjectNode patch = Json.mapper().createObjectNode();
        patch.set("status", merge(status));
        return offers.updateStatus(ref, uid, patch);
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
