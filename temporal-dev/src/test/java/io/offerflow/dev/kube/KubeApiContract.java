package io.offerflow.dev.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
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
        assertThat(wrongUid.code()).isEqualTo(422);
        assertThat(wrongUid.message()).contains("metadata.uid: Invalid value: \"other\": field is immutable");
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
    void fabric8AppliesStatusAsAnOwnerOfItsOwn() {
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

    @Test
    void refusesWhatTheSchemaDoesNotAllowAndNamesEachCause() {
        Answer refused = api().createWidget("bad", "{\"price\":\"abc\",\"color\":\"green\",\"count\":0}");
        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.message())
                .startsWith("Widget.test.obol.org \"bad\" is invalid: [")
                .contains("spec.price: Invalid value: \"abc\": spec.price in body should match '^[0-9.]+$'")
                .contains("spec.color: Unsupported value: \"green\": supported values: \"red\", \"blue\"")
                .contains("spec.count: Invalid value: 0: spec.count in body should be greater than or equal to 1");
        assertThat(refused.body().at("/details/causes")).hasSizeGreaterThanOrEqualTo(3);
        assertThat(api().createWidget("bad", "{}").message())
                .isEqualTo(
                        "Widget.test.obol.org \"bad\" is invalid: [spec.price: Required value, <nil>: Invalid value: null: some "
                                + "validation rules were not checked because the object was invalid; correct the existing errors to "
                                + "complete validation]");
    }

    @Test
    void celRulesRefuseWithTheirSentence() {
        Answer dear = api().createWidget("dear", "{\"price\":\"1000\"}");
        assertThat(dear.message())
                .isEqualTo(
                        "Widget.test.obol.org \"dear\" is invalid: spec.price: Invalid value: \"1000\": 1000 is dear");
        Answer pair = api().createWidget("pair", "{\"price\":\"1\",\"color\":\"red\",\"count\":2}");
        assertThat(pair.message())
                .isEqualTo("Widget.test.obol.org \"pair\" is invalid: spec: Invalid value: red widgets come in tens");
        api().createWidget("fixed", "{\"price\":\"1\",\"color\":\"blue\"}");
        Answer changed = api().merge(api().widget("fixed"), "{\"spec\":{\"color\":\"red\",\"count\":10}}");
        assertThat(changed.message())
                .isEqualTo(
                        "Widget.test.obol.org \"fixed\" is invalid: spec.color: Invalid value: \"red\": color is immutable");
        assertThat(api().merge(api().widget("fixed"), "{\"spec\":{\"price\":\"2\"}}")
                        .code())
                .isEqualTo(200);
    }

    @Test
    void unknownFieldsAreRefusedWarnedOfOrDropped() {
        String body = "{\"apiVersion\":\"test.obol.org/v1\",\"kind\":\"Widget\",\"metadata\":{\"name\":\"typo\"},"
                + "\"spec\":{\"price\":\"1\",\"hostname\":\"x\"}}";
        Answer strict = api().create(api().widgets() + "?fieldValidation=Strict", body);
        assertThat(strict.code()).isEqualTo(400);
        assertThat(strict.message())
                .isEqualTo("Widget in version \"v1\" cannot be handled as a Widget: strict decoding error: "
                        + "unknown field \"spec.hostname\"");
        Answer twice = api().create(
                        api().widgets() + "?fieldValidation=Strict",
                        body.replace("\"hostname\":\"x\"", "\"price\":\"2\""));
        assertThat(twice.message()).endsWith("strict decoding error: duplicate field \"spec.price\"");
        Answer lenient = api().create(api().widgets(), body);
        assertThat(lenient.code()).isEqualTo(201);
        assertThat(lenient.body().at("/spec").has("hostname")).isFalse();
        Answer applied = api().apply(api().widget("typo"), "me", true, body);
        assertThat(applied.code()).isEqualTo(500);
        assertThat(applied.message()).endsWith(".spec.hostname: field not declared in schema");
    }

    @Test
    void dryRunLeavesNothingBehind() {
        assertThat(api().create(
                                api().widgets() + "?dryRun=All",
                                "{\"apiVersion\":\"test.obol.org/v1\",\"kind\":\"Widget\",\"metadata\":{\"name\":\"dry\"},"
                                        + "\"spec\":" + SPEC + "}")
                        .code())
                .isEqualTo(201);
        assertThat(api().get(api().widget("dry")).code()).isEqualTo(404);
    }

    @Test
    void jsonPatchAppliesAllOrNothing() {
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
    void strategicMergePatchMergesListsOfBuiltInKindsAndIsNotForCustomOnes() {
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

    @Test
    void listsSelectAndPage() {
        for (String name : List.of("l1", "l2", "l3")) {
            api().createWidget(name, SPEC);
            api().merge(api().widget(name), "{\"metadata\":{\"labels\":{\"page\":\"" + name + "\"}}}");
        }
        String selected = api().widgets() + "?labelSelector=";
        assertThat(api().get(selected + "page%20in%20(l1,l2)").body().path("items"))
                .hasSize(2);
        assertThat(api().get(selected + "page,page!=l1").body().path("items")).hasSize(2);
        assertThat(api().get(selected + "page%20notin%20(l1),page").body().path("items"))
                .hasSize(2);
        assertThat(api().get(api().widgets() + "?fieldSelector=metadata.name=l3")
                        .body()
                        .path("items"))
                .hasSize(1);
        assertThat(api().get(api().widgets() + "?fieldSelector=spec.price=1").code())
                .isEqualTo(400);
        Answer first = api().get(selected + "page&limit=2");
        assertThat(first.body().path("items")).hasSize(2);
        String token = first.body().at("/metadata/continue").asText();
        Answer rest = api().get(selected + "page&limit=2&continue=" + token);
        assertThat(rest.body().at("/items/0/metadata/name").asText()).isEqualTo("l3");
    }

    @Test
    void watchesFromTheFarPastAreToldToListAgain() {
        api().createWidget("past", SPEC);
        Answer watch = api().get(api().widgets() + "?watch=true&resourceVersion=1&timeoutSeconds=1");
        if (watch.body().path("type").asText().equals("ERROR")) {
            assertThat(watch.body().at("/object/code").asInt()).isEqualTo(410);
            assertThat(watch.body().at("/object/reason").asText()).isEqualTo("Expired");
        } else {
            assertThat(watch.text()).as("or the whole past is still known").contains("\"type\":\"ADDED\"");
        }
    }

    @Test
    void watchListStreamsTheStateAndThenItsEnd() {
        api().createWidget("streamed", SPEC);
        Answer watch = api().get(api().widgets() + "?watch=true&sendInitialEvents=true&allowWatchBookmarks=true"
                + "&resourceVersionMatch=NotOlderThan&timeoutSeconds=1");
        List<String> lines = watch.text().lines().toList();
        assertThat(lines).anyMatch(line -> line.contains("\"ADDED\"") && line.contains("\"streamed\""));
        assertThat(lines.getLast()).contains("\"BOOKMARK\"").contains("\"k8s.io/initial-events-end\":\"true\"");
    }

    @Test
    void dependentsGoWithTheirOwnerAndForegroundDeletionWaitsForThem() {
        String uid =
                api().createWidget("owner", SPEC).body().at("/metadata/uid").asText();
        dependent("child", uid, "");
        dependent("held-child", uid, ",\"finalizers\":[\"obol.org/a\"]");
        api().send("DELETE", api().widget("owner"), "application/json", "{\"propagationPolicy\":\"Foreground\"}");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> api().get(api().core("configmaps/child")).code() == 404);
        assertThat(api().get(api().widget("owner"))
                        .body()
                        .at("/metadata/finalizers/0")
                        .asText())
                .isEqualTo("foregroundDeletion");
        api().merge(api().core("configmaps/held-child"), "{\"metadata\":{\"finalizers\":null}}");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> api().get(api().widget("owner")).code() == 404);
    }

    private void dependent(String name, String ownerUid, String more) {
        Answer made = api().create(
                        api().core("configmaps"),
                        "{\"metadata\":{\"name\":\"" + name
                                + "\",\"ownerReferences\":[{\"apiVersion\":\"test.obol.org/v1\",\"kind\":"
                                + "\"Widget\",\"name\":\"owner\",\"uid\":\"" + ownerUid
                                + "\",\"blockOwnerDeletion\":true}]" + more
                                + "}}");
        assertThat(made.code()).isEqualTo(201);
    }

    @Test
    void aDeletedNamespaceTakesItsContentWithItAndTakesNothingNew() {
        api().create("/api/v1/namespaces", "{\"metadata\":{\"name\":\"doomed\"}}");
        String content = "/api/v1/namespaces/doomed/configmaps";
        api().create(content, "{\"metadata\":{\"name\":\"last\",\"finalizers\":[\"obol.org/a\"]}}");
        api().delete("/api/v1/namespaces/doomed");
        Answer late = api().create(content, "{\"metadata\":{\"name\":\"late\"}}");
        assertThat(late.code()).isEqualTo(403);
        assertThat(late.message()).contains("because it is being terminated");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> api().get(content + "/last").body().at("/metadata").has("deletionTimestamp"));
        api().merge(content + "/last", "{\"metadata\":{\"finalizers\":null}}");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> api().get("/api/v1/namespaces/doomed").code() == 404);
    }

    @Test
    void anEventOfEitherApiGroupIsOneEvent() {
        Answer made = api().create(
                        "/apis/events.k8s.io/v1/namespaces/" + api().namespace + "/events",
                        "{\"apiVersion\":\"events.k8s.io/v1\",\"kind\":\"Event\",\"metadata\":{\"name\":\"told\"},\"eventTime\":"
                                + "\"2026-01-01T00:00:00.000000Z\",\"reportingController\":\"obol.org/watcher\",\"reportingInstance\":\"w\","
                                + "\"action\":\"Publish\",\"reason\":\"Published\",\"note\":\"it is up\",\"type\":\"Normal\",\"regarding\":"
                                + "{\"kind\":\"Widget\",\"name\":\"w\",\"namespace\":\"" + api().namespace + "\"}}");
        assertThat(made.code()).isEqualTo(201);
        Answer core = api().get(api().core("events") + "?fieldSelector=involvedObject.name=w,reason=Published");
        assertThat(core.body().at("/items/0/message").asText()).isEqualTo("it is up");
        assertThat(core.body().at("/items/0/reportingComponent").asText()).isEqualTo("obol.org/watcher");
    }

    @Test
    void tablesHoldThePrinterColumns() {
        api().createWidget("printed", SPEC);
        api().merge(
                        api().widget("printed") + "/status",
                        "{\"status\":{\"conditions\":[{\"type\":\"A\",\"status\":\"False\"},{\"type\":\"Ready\",\"status\":\"True\"}]}}");
        Answer table = api().send(
                        "GET",
                        api().widget("printed"),
                        "",
                        "",
                        "application/json;as=Table;v=v1;g=meta.k8s.io,application/json");
        assertThat(table.body().path("kind").asText()).isEqualTo("Table");
        assertThat(table.body().path("columnDefinitions").findValuesAsText("name"))
                .containsExactly("Name", "Price", "Ready", "Age");
        assertThat(table.body().at("/rows/0/cells/2").asText()).isEqualTo("True");
        assertThat(table.body().at("/rows/0/cells/3").asText()).matches("\\d+s");
    }
}
