package io.offerflow.dev.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.offerflow.dev.kube.ApiUnderTest.Answer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What lists, watches and tables show. */
interface ReadContract extends ApiContract {
    @Test
    default void fabric8InformerSeesEveryChangeInOrder() {
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
    default void listsSelectAndPage() {
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
    default void watchesFromTheFarPastAreToldToListAgain() {
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
    default void watchListStreamsTheStateAndThenItsEnd() {
        api().createWidget("streamed", SPEC);
        Answer watch = api().get(api().widgets() + "?watch=true&sendInitialEvents=true&allowWatchBookmarks=true"
                + "&resourceVersionMatch=NotOlderThan&timeoutSeconds=1");
        List<String> lines = watch.text().lines().toList();
        assertThat(lines).anyMatch(line -> line.contains("\"ADDED\"") && line.contains("\"streamed\""));
        assertThat(lines.getLast()).contains("\"BOOKMARK\"").contains("\"k8s.io/initial-events-end\":\"true\"");
    }

    @Test
    default void anEventOfEitherApiGroupIsOneEvent() {
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
    default void tablesHoldThePrinterColumns() {
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
