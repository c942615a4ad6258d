package io.offerflow.dev.kube;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offerflow.dev.kube.ApiUnderTest.Answer;
import org.junit.jupiter.api.Test;

/** What creating, updating and patching do. */
interface WriteContract extends ApiContract {
    @Test
    default void createStampsIdentityDefaultsAndGeneration() {
        Answer made = api().createWidget("stamped", SPEC);
        assertThat(made.code()).isEqualTo(201);
        assertThat(made.body().at("/metadata/uid").asText()).hasSize(36);
        assertThat(made.body().at("/metadata/generation").asInt()).isEqualTo(1);
        assertThat(made.body().at("/metadata/creationTimestamp").asText()).endsWith("Z");
        assertThat(made.body().at("/metadata/namespace").asText()).isEqualTo(api().namespace);
        assertThat(made.body().at("/spec/count").asInt()).isEqualTo(3);
    }

    @Test
    default void createRefusesADoubleAMissingNamespaceAndABadName() {
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
    default void statusAndSpecAreWrittenThroughTheirOwnEndpointsOnly() {
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
    default void staleWritesConflict() {
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
        assertThat(wrongUid.code()).isEqualTo(422);
        assertThat(wrongUid.message()).contains("metadata.uid: Invalid value: \"other\": field is immutable");
        Answer wrongVersion = api().merge(
                        api().widget("stale"), "{\"metadata\":{\"resourceVersion\":\"1\"},\"spec\":{\"price\":\"3\"}}");
        assertThat(wrongVersion.code()).isEqualTo(409);
    }

    @Test
    default void dryRunLeavesNothingBehind() {
        assertThat(api().create(
                                api().widgets() + "?dryRun=All",
                                "{\"apiVersion\":\"test.obol.org/v1\",\"kind\":\"Widget\",\"metadata\":{\"name\":\"dry\"},"
                                        + "\"spec\":" + SPEC + "}")
                        .code())
                .isEqualTo(201);
        assertThat(api().get(api().widget("dry")).code()).isEqualTo(404);
    }

    @Test
    default void jsonPatchAppliesAllOrNothing() {
        api().createWidget("patched", SPEC);
        Answer failed = api().send(
                        "PATCH",
                        api().widget("patched"),
                        "application/json-patch+json",
                        "[{\"op\":\"replace\",\"path\":\"/spec/price\",\"value\":\"2\"},{\"op\":\"test\",\"path\":\"/spec/count\",\"value\":9}]");
        assertThat(failed.code()).isEqualTo(422);
        assertThat(api().get(api().widget("patched")).body().at("/spec/price").asText())
                .isEqualTo("1.5");
        Answer worked = api().send(
                        "PATCH",
                        api().widget("patched"),
                        "application/json-patch+json",
                        "[{\"op\":\"test\",\"path\":\"/spec/count\",\"value\":3},{\"op\":\"add\",\"path\":\"/spec/tags\",\"value\":[\"a\"]},"
                                + "{\"op\":\"add\",\"path\":\"/spec/tags/-\",\"value\":\"b\"}]");
        assertThat(worked.body().at("/spec/tags").toString()).isEqualTo("[\"a\",\"b\"]");
    }

    @Test
    default void strategicMergePatchMergesListsOfBuiltInKindsAndIsNotForCustomOnes() {
        String path = "/apis/apps/v1/namespaces/" + api().namespace + "/deployments/merged";
        String deployment =
                "{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\",\"metadata\":{\"name\":\"merged\"},\"spec\":{"
                        + "\"selector\":{\"matchLabels\":{\"a\":\"b\"}},\"template\":{\"metadata\":{\"labels\":{\"a\":\"b\"}},\"spec\":"
                        + "{\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}}}";
        assertThat(api().apply(path, "me", false, deployment).code()).isEqualTo(201);
        Answer merged = api().send(
                        "PATCH",
                        path,
                        "application/strategic-merge-patch+json",
                        "{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"d\",\"image\":\"j\"},"
                                + "{\"name\":\"c\",\"env\":[{\"name\":\"A\",\"value\":\"B\"}]}]}}}}");
        assertThat(merged.body().at("/spec/template/spec/containers")).hasSize(2);
        assertThat(merged.body().toString()).contains("\"image\":\"i\"").contains("\"image\":\"j\"");
        api().createWidget("custom", SPEC);
        assertThat(api().send("PATCH", api().widget("custom"), "application/strategic-merge-patch+json", "{}")
                        .code())
                .isEqualTo(415);
    }
}
