package io.offerflow.flows.scenario;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.offerflow.api.Ref;
import io.offerflow.dev.stack.SampleOffer;
import java.util.List;
import java.util.Map;

/** Takes the rules for a ServiceOffer's spec away for a while: what is stored then is what older rules, or none, let through. */
final class LaxSchema {
    private static final String CRD = "serviceoffers.obol.org";
    private static final String SCHEMA = "/spec/versions/0/schema/openAPIV3Schema";
    private static final PatchContext JSON_PATCH = PatchContext.of(PatchType.JSON);
    private static final int INVALID = 422;

    private final KubernetesClient kube;
    private final Object rules;

    private LaxSchema(KubernetesClient kube, Object rules) {
        this.kube = kube;
        this.rules = rules;
    }

    static void during(KubernetesClient kube, Runnable work) {
        LaxSchema lax = takeAway(kube);
        try {
            work.run();
        } finally {
            lax.giveBack();
        }
    }

    private static LaxSchema takeAway(KubernetesClient kube) {
        Object rules = kube.apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName(CRD)
                .get()
                .getSpec()
                .getVersions()
                .getFirst()
                .getSchema()
                .getOpenAPIV3Schema();
        LaxSchema lax = new LaxSchema(kube, rules);
        Map<String, Object> anything = Map.of("type", "object", "x-kubernetes-preserve-unknown-fields", true);
        lax.replace(Map.of("type", "object", "properties", Map.of("spec", anything, "status", anything)));
        Patience.until("the rules are away", () -> !lax.refuses(nonsense()));
        return lax;
    }

    /** Whether the API server would refuse to create this. */
    private boolean refuses(GenericKubernetesResource object) {
        try {
            kube.resource(object).dryRun().create();
            return false;
        } catch (KubernetesClientException e) {
            if (e.getCode() == INVALID) {
                return true;
            }
            throw e;
        }
    }

    private void giveBack() {
        replace(rules);
        Patience.until("the rules are back", () -> refuses(nonsense()));
    }

    private static GenericKubernetesResource nonsense() {
        GenericKubernetesResource object = SampleOffer.offer(new Ref("default", "nonsense"), "upstream", 1, "1");
        object.setAdditionalProperty("spec", Map.of("payment", "nonsense"));
        return object;
    }

    private void replace(Object schema) {
        String patch = kube.getKubernetesSerialization()
                .asJson(List.of(Map.of("op", "replace", "path", SCHEMA, "value", schema)));
        kube.apiextensions().v1().customResourceDefinitions().withName(CRD).patch(JSON_PATCH, patch);
    }
}
