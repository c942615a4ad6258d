package io.offerflow.verifier;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offerflow.api.Json;
import io.offerflow.cluster.ServiceOfferReader;
import io.offerflow.cluster.ServiceOfferReader.Outcome;

/** ServiceOffers as the API server holds them, good unless a test changes something. */
public final class Offers {
    public static final String SELLER = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC";

    private final ObjectNode object;

    private Offers(ObjectNode object) {
        this.object = object;
    }

    /** Sells {@code /services/<name>} for 0.001 USDC on base-sepolia. */
    public static Offers offer(String namespace, String name) {
        ObjectNode object =
                Json.mapper().createObjectNode().put("kind", "ServiceOffer").put("apiVersion", "obol.org/v1alpha1");
        object.putObject("metadata")
                .put("namespace", namespace)
                .put("name", name)
                .put("uid", "uid-" + name)
                .put("resourceVersion", "1")
                .put("generation", 1)
                .put("creationTimestamp", "2026-05-01T00:00:00Z");
        ObjectNode payment = object.putObject("spec").put("type", "http").putObject("payment");
        payment.put("network", "base-sepolia").put("payTo", SELLER);
        payment.putObject("price").put("perRequest", "0.001");
        return new Offers(object);
    }

    /** Replaces one value; {@code pointer} is a JSON pointer whose parent is created where missing. */
    public Offers with(String pointer, String json) {
        try {
            String[] steps = pointer.substring(1).split("/");
            ObjectNode parent = object;
            for (int i = 0; i < steps.length - 1; i++) {
                parent = parent.withObjectProperty(steps[i]);
            }
            parent.set(steps[steps.length - 1], Json.mapper().readTree(json.replace('\'', '"')));
            return this;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(json, e);
        }
    }

    public Outcome read() {
        return ServiceOfferReader.read(object);
    }

    public ObjectNode json() {
        return object.deepCopy();
    }
}
