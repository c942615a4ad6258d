package io.offerflow.dev.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.offerflow.dev.kube.ApiUnderTest.Answer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What our code relies on of an API server; runs unchanged against ours and a real one. */
abstract class KubeApiContract {

    abstract ApiUnderTest api();

    private static final String SPEC = "{\"price\":\"1.5\"}";

    @Test
    void createStampsIdentityDefaultsAndGeneration() {
        Answer made = api().createWidget("stamped", SPEC);
        assertThat(made.code()).isEqualTo(201);
        assertThat(made.body().at("/metadata/uid").asText()).hasSize(36);
        assertThat(made.body().at("/metadata/generation").asInt()).isEqualTo(1);
        assertThat(made.body().at("/metadata/creationTimestamp").asText()).endsWith("Z");
        assertThat(made.body().at("/metadata/namespace").asText()).isEqualTo(api().namespace);
        assertThat(made.body().at("/spec/count").asInt()).isEqualTo(3);
    }

    @Test
    void createRefusesADoubleAMissingNamespaceAndABadName() {
        api().createWidget("double", SPEC);
        Answer twice = api().createWidget("double", SPEC);
        assertThat(twice.code()).isEqualTo(409);
        assertThat(twice.reason()).isEqualTo("AlreadyExists");
        assertThat(twice.message()).isEqualTo("widgets.test.obol.org \"double\" already exists");
        Answer nowhere = api().create(
                        "/apis/test.obol.org/v1/namespaces/nowhere/widgets",
                        "{\"apiVersion\":\"test.obol.org/v1\",\"kind\":\"Widget\",\"metadata\":{\"name\":\"x\"},\"spec\":"
                                + SPEC + "}");
        assertThat(nowhere.code()).isEqualTo(404);
        assertThat(nowhere.message()).isEqualTo("namespaces \"nowhere\" not found");
        assertThat(api().createWidget("Bad_Name", SPEC).code()).isEqualTo(422);
    }

    @Test
    void statusAndSpecAreWrittenThroughTheirOwnEndpointsOnly() {
        ObjectNode widget = (ObjectNode) api().createWidget("halves", SPEC).body();
        widget.putObject("status").put("phase", "Fake");
        widget.withObjectProperty("spec").put("price", "2");
        Answer main = api().put(api().widget("halves"), widget);
        assertThat(main.body().has("status")).isFalse();
        assertThat(main.body().at("/metadata/generation").asInt()).isEqualTo(2);
        Answer status = api().merge(
                        api().widget("halves") + "/status",
                        "{\"spec\":{\"price\":\"9\"},\"status\":{\"phase\":\"Good\"}}");
        assertThat(status.body().at("/spec/price").asText()).isEqualTo("2");
        assertThat(status.body().at("/status/phase").asText()).isEqualTo("Good");
        assertThat(status.body().at("/metadata/generation").asInt()).isEqualTo(2);
    }

    @Test
    void staleWritesConflict() {
        ObjectNode widget = (ObjectNode) api().createWidget("stale", SPEC).body();
        api().merge(api().widget("stale"), "{\"spec\":{\"price\":\"2\"}}");
        widget.withObjectProperty("spec").put("price", "3");
        Answer stale = api().put(api().widget("stale"), widget);
        assertThat(stale.code()).isEqualTo(409);
        assertThat(stale.reason()).isEqualTo("Conflict");
        assertThat(stale.message())
                .isEqualTo(
                        "Operation cannot be fulfilled on widgets.test.obol.org \"stale\": the object has been modified; "
                                + "please apply your changes to the latest version and try again");
        Answer wrongUid =
                api().merge(api().widget("stale"), "{\"metadata\":{\"uid\":\"other\"},\"spec\":{\"price\":\"3\"}}");
        assertThat(wrongUid.code()).isEqualTo(409);
        Answer wrongVersion = api().merge(
                        api().widget("stale"), "{\"metadata\":{\"resourceVersion\":\"1\"},\"spec\":{\"price\":\"3\"}}");
        assertThat(wrongVersion.code()).isEqualTo(409);
    }

    @Test
    void aWriteThatChangesNothingLeavesNoTrace() {
        String before = api().createWidget("same", SPEC)
                .body()
                .at("/metadata/resourceVersion")
                .asText();
        Answer merge = api().merge(api().widget("same"), "{\"spec\":{\"price\":\"1.5\"}}");
        assertThat(merge.body().at("/metadata/resourceVersion").asText()).isEqualTo(before);
        String applied = "{\"apiVersion\":\"test.obol.org/v1\",\"kind\":\"Widget\",\"spec\":{\"price\":\"1.5\"}}";
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
    void finalizersHoldADeletedObjectUntilTheyAreGone() {
        api().create(
                        api().widgets(),
                        "{\"apiVersion\":\"test.obol.org/v1\",\"kind\":\"Widget\",\"metadata\":{\"name\":\"held\",\"finalizers\":"
                                + "[\"obol.org/a\"]},\"spec\":" + SPEC + "}");
        Answer deleted = api().delete(api().widget("held"));
        assertThat(deleted.body().at("/metadata/deletionTimestamp").asText()).endsWith("Z");
        assertThat(deleted.body().at("/metadata/generation").asInt()).isEqualTo(2);
        Answer added =
                api().merge(api().widget("held"), "{\"metadata\":{\"finalizers\":[\"obol.org/a\",\"obol.org/b\"]}}");
        assertThat(added.code()).isEqualTo(422);
        assertThat(added.message())
                .contains(
                        "metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, "
                                + "found new finalizers []string{\"obol.org/b\"}");
        assertThat(api().merge(api().widget("held"), "{\"metadata\":{\"finalizers\":null}}")
                        .code())
                .isEqualTo(200);
        assertThat(api().get(api().widget("held")).message()).isEqualTo("widgets.test.obol.org \"held\" not found");
    }

    @Test
    void applyTracksOwnersAndRefusesToTakeFromThem() {
        String path = api().widget("owned");
        String mine = "{\"apiVersion\":\"test.obol.org/v1\",\"kind\":\"Widget\",\"spec\":{\"price\":\"1\",\"count\":5,"
                + "\"labels\":{\"a\":\"1\",\"b\":\"2\"}}}";
        assertThat(api().apply(path, "me", false, mine).code()).isEqualTo(201);
        String theirs = "{\"apiVersion\":\"test.obol.org/v1\",\"kind\":\"Widget\",\"spec\":{\"price\":\"7\"}}";
        Answer refused = api().apply(path, "other", false, theirs);
        assertThat(refused.code()).isEqualTo(409);
        assertThat(refused.message()).isEqualTo("Apply failed with 1 conflict: conflict with \"me\": .spec.price");
        assertThat(refused.body().at("/details/causes/0/reason").asText()).isEqualTo("FieldManagerConflict");
        assertThat(api().apply(path, "other", true, theirs)
                        .body()
                        .at("/spec/price")
                        .asText())
                .isEqualTo("7");
        String less = "{\"apiVersion\":\"test.obol.org/v1\",\"kind\":\"Widget\",\"spec\":{\"labels\":{\"a\":\"1\"}}}";
        Answer after = api().apply(path, "me", false, less);
        assertThat(after.body().at("/spec/price").asText()).isEqualTo("7");
        assertThat(after.body().at("/spec/labels/a").asText()).isEqualTo("1");
        assertThat(after.body().at("/spec/labels").has("b")).isFalse();
        assertThat(after.body().at("/spec/count").asInt())
                .as("falls back to its default")
                .isEqualTo(3);
    }

    @Test
    void fabric8AppliesStatusAsAnOwnerOfItsOwn() {
        GenericKubernetesResource widget = new GenericKubernetesResource();
        widget.setApiVersion("test.obol.org/v1");
        widget.setKind("Widget");
        widget.setMetadata(new io.fabric8.kubernetes.api.model.ObjectMetaBuilder()
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
    void fabric8InformerSeesEveryChangeInOrder() {
        List<String> seen = new CopyOnWriteArrayList<>();
        try (SharedIndexInformer<GenericKubernetesResource> informer = api().client
                .genericKubernetesResources("test.obol.org/v1", "Widget")
                .inNamespace(api().namespace)
                .withLabel("seen")
                .inform(new ResourceEventHandler<>() {
                    @Override
                    public void onAdd(GenericKubernetesResource obj) {
                        seen.add("add " + obj.getMetadata().getName());
                    }

                    @Override
                    public void onUpdate(GenericKubernetesResource before, GenericKubernetesResource after) {
                        seen.add("update " + after.getMetadata().getName());
                    }

                    @Override
                    public void onDelete(GenericKubernetesResource obj, boolean unknown) {
                        seen.add("delete " + obj.getMetadata().getName());
                    }
                })) {
            await().atMost(Duration.ofSeconds(10)).until(informer::isWatching);
            api().createWidget("watched", SPEC);
            api().createWidget("unwatched", SPEC);
            api().merge(api().widget("watched"), "{\"metadata\":{\"labels\":{\"seen\":\"yes\"}}}");
            api().merge(api().widget("watched"), "{\"spec\":{\"price\":\"2\"}}");
            api().merge(api().widget("watched") + "/status", "{\"status\":{\"phase\":\"Good\"}}");
            api().merge(api().widget("watched"), "{\"metadata\":{\"labels\":{\"seen\":null}}}");
            api().merge(api().widget("watched"), "{\"metadata\":{\"labels\":{\"seen\":\"again\"}}}");
            api().delete(api().widget("watched"));
            await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(seen)
                    .containsExactly(
                            "add watched",
                            "update watched",
                            "update watched",
                            "delete watched",
                            "add watched",
                            "delete watched"));
            assertThat(informer.isWatching()).isTrue();
        }
    }
}
