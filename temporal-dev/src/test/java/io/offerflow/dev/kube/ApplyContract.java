package io.offerflow.dev.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.offerflow.dev.kube.ApiUnderTest.Answer;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Server-side apply: who owns which field. */
interface ApplyContract extends ApiContract {
    @Test
    default void aWriteThatChangesNothingLeavesNoTrace() {
        String before = api().createWidget("same", SPEC)
                .body()
                .at("/metadata/resourceVersion")
                .asText();
        Answer merge = api().merge(api().widget("same"), "{\"spec\":{\"price\":\"1.5\"}}");
        assertThat(merge.body().at("/metadata/resourceVersion").asText()).isEqualTo(before);
        String applied =
                "{\"apiVersion\":\"test.obol.org/v1\",\"kind\":\"Widget\",\"metadata\":{\"name\":\"same\"},\"spec\":{\"price\":\"1.5\"}}";
        String first = api().apply(api().widget("same"), "me", false, applied)
                .body()
                .at("/metadata/resourceVersion")
                .asText();
        String second = api().apply(api().widget("same"), "me", false, applied)
                .body()
                .at("/metadata/resourceVersion")
                .asText();
        assertThat(first).isNotEqualTo(before);
        assertThat(second).isEqualTo(first);
    }

    @Test
    default void applyTracksOwnersAndRefusesToTakeFromThem() {
        String path = api().widget("owned");
        String mine =
                "{\"apiVersion\":\"test.obol.org/v1\",\"kind\":\"Widget\",\"metadata\":{\"name\":\"owned\"},\"spec\":{\"price\":\"1\",\"count\":5,"
                        + "\"labels\":{\"a\":\"1\",\"b\":\"2\"}}}";
        assertThat(api().apply(path, "me", false, mine).code()).isEqualTo(201);
        String theirs =
                "{\"apiVersion\":\"test.obol.org/v1\",\"kind\":\"Widget\",\"metadata\":{\"name\":\"owned\"},\"spec\":{\"price\":\"7\"}}";
        Answer refused = api().apply(path, "other", false, theirs);
        assertThat(refused.code()).isEqualTo(409);
        assertThat(refused.message()).isEqualTo("Apply failed with 1 conflict: conflict with \"me\": .spec.price");
        assertThat(refused.body().at("/details/causes/0/reason").asText()).isEqualTo("FieldManagerConflict");
        assertThat(api().apply(path, "other", true, theirs)
                        .body()
                        .at("/spec/price")
                        .asText())
                .isEqualTo("7");
        String less =
                "{\"apiVersion\":\"test.obol.org/v1\",\"kind\":\"Widget\",\"metadata\":{\"name\":\"owned\"},\"spec\":{\"labels\":{\"a\":\"1\"}}}";
        Answer after = api().apply(path, "me", false, less);
        assertThat(after.body().at("/spec/price").asText()).isEqualTo("7");
        assertThat(after.body().at("/spec/labels/a").asText()).isEqualTo("1");
        assertThat(after.body().at("/spec/labels").has("b")).isFalse();
        assertThat(after.body().at("/spec/count").asInt())
                .as("falls back to its default")
                .isEqualTo(3);
    }

    @Test
    default void fabric8AppliesStatusAsAnOwnerOfItsOwn() {
        GenericKubernetesResource widget = new GenericKubernetesResource();
        widget.setApiVersion("test.obol.org/v1");
        widget.setKind("Widget");
        widget.setMetadata(new ObjectMetaBuilder()
                .withName("generic")
                .withNamespace(api().namespace)
                .build());
        widget.setAdditionalProperty("spec", Map.of("price", "3"));
        var made = api().client
                .resource(widget)
                .fieldManager("me")
                .forceConflicts()
                .serverSideApply();
        assertThat(made.getMetadata().getGeneration()).isEqualTo(1);
        widget.setAdditionalProperties(Map.of("status", Map.of("phase", "Ready")));
        var patched = api().client
                .resource(widget)
                .subresource("status")
                .patch(new PatchContext.Builder()
                        .withPatchType(PatchType.SERVER_SIDE_APPLY)
                        .withFieldManager("me")
                        .withForce(true)
                        .build());
        assertThat(patched.getMetadata().getManagedFields())
                .anyMatch(entry -> "status".equals(entry.getSubresource())
                        && entry.getFieldsV1().getAdditionalProperties().containsKey("f:status"));
        assertThat(patched.getMetadata().getGeneration()).isEqualTo(1);
    }

    @Test
    default void anEqualNumberSpelledDifferentlyIsSharedAndNoConflict() {
        String path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/numbers.test.obol.org";
        assertThat(api().apply(path, "one", false, numbers("1.0")).code()).isEqualTo(201);
        Answer shared = api().apply(path, "two", false, numbers("1"));
        assertThat(shared.code()).isEqualTo(200);
        assertThat(shared.text()).contains("\"minimum\":1}").doesNotContain("1.0");
    }

    private static String numbers(String minimum) {
        return "{\"apiVersion\":\"apiextensions.k8s.io/v1\",\"kind\":\"CustomResourceDefinition\","
                + "\"metadata\":{\"name\":\"numbers.test.obol.org\"},\"spec\":{\"group\":\"test.obol.org\",\"scope\":\"Namespaced\","
                + "\"names\":{\"kind\":\"Number\",\"plural\":\"numbers\"},\"versions\":[{\"name\":\"v1\",\"served\":true,\"storage\":true,"
                + "\"schema\":{\"openAPIV3Schema\":{\"type\":\"object\",\"properties\":{\"spec\":{\"type\":\"object\",\"properties\":"
                + "{\"count\":{\"type\":\"integer\",\"minimum\":" + minimum + "}}}}}}}]}}";
    }
}
