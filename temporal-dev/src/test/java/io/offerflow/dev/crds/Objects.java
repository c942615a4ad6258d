package io.offerflow.dev.crds;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Small valid objects in the namespace {@code demo}, to vary in one field. */
final class Objects {

    static final String WALLET = "0x1111111111111111111111111111111111111111";

    private Objects() {}

    static ObjectNode offer(String name, String specYaml) {
        ObjectNode offer = object("ServiceOffer", name);
        ObjectNode spec = offer.putObject("spec");
        spec.putObject("upstream").put("service", "hello");
        spec.putObject("payment")
                .put("network", "base-sepolia")
                .put("payTo", WALLET)
                .putObject("price")
                .put("perRequest", "0.001");
        spec.setAll((ObjectNode) Manifests.parse(specYaml));
        return offer;
    }

    static ObjectNode paidIn(String name, String network, String token) {
        ObjectNode offer = offer(name, "{}");
        ((ObjectNode) offer.at("/spec/payment"))
                .put("network", network)
                .putObject("asset")
                .put("address", token);
        return offer;
    }

    static ObjectNode agent(String name, String specYaml) {
        ObjectNode agent = object("Agent", name);
        agent.set("spec", Manifests.parse(specYaml));
        return agent;
    }

    static ObjectNode object(String kind, String name) {
        ObjectNode object =
                (ObjectNode) Manifests.parse("{apiVersion: obol.org/v1alpha1, metadata: {namespace: demo}}");
        object.put("kind", kind);
        ((ObjectNode) object.path("metadata")).put("name", name);
        return object;
    }
}
