package io.offerflow.dev.watcher;

import static io.offerflow.dev.watcher.WatchedCluster.AGENTS;
import static io.offerflow.dev.watcher.WatchedCluster.MIDDLEWARES;
import static io.offerflow.dev.watcher.WatchedCluster.NAMESPACE;
import static io.offerflow.dev.watcher.WatchedCluster.OFFERS;
import static io.offerflow.dev.watcher.WatchedCluster.ROUTES;
import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.api.Ref;
import io.offerflow.api.ServiceOffer;
import io.offerflow.dev.fault.Call;
import io.offerflow.watcher.nudge.Cause;
import org.junit.jupiter.api.Test;

/** Which changes wake a workflow, and which do not. */
class WatcherIT extends OnEachWatchedCluster {
    @Test
    void anAppliedOfferIsNudgedWithItsUidAndGeneration() {
        String uid = cluster.offer("demo").getMetadata().getUid();
        expect("demo", Cause.ADDED);
        assertThat(nudges.of("demo")).singleElement().satisfies(told -> {
            assertThat(told.ref()).isEqualTo(new Ref(NAMESPACE, "demo"));
            assertThat(told.wake().nudge().uid()).isEqualTo(uid);
            assertThat(told.wake().nudge().generation()).isEqualTo(1);
            assertThat(told.wake().starts()).isTrue();
        });
    }

    @Test
    void anEditIsNudgedAndAStatusWriteIsNot() {
        cluster.offer("demo");
        expect("demo", Cause.ADDED);
        nudges.clear();
        cluster.statusReady("demo");
        cluster.merge(OFFERS, "demo", "{\"metadata\":{\"finalizers\":[\"" + ServiceOffer.FINALIZER + "\"]}}");
        expectQuiet();
        cluster.merge(OFFERS, "demo", "{\"spec\":{\"payment\":{\"price\":{\"perRequest\":\"0.002\"}}}}");
        expect("demo", Cause.SPEC);
        assertThat(nudges.of("demo").getLast().wake().generation()).isEqualTo(2);
    }

    @Test
    void askingForALookIsNudged() {
        cluster.offer("demo");
        expect("demo", Cause.ADDED);
        cluster.merge(OFFERS, "demo", "{\"metadata\":{\"annotations\":{\"obol.org/reconcile-at\":\"1\"}}}");
        expect("demo", Cause.RECONCILE_ASKED);
    }

    @Test
    void deletionIsNudgedAndTheEndToldOnlyToAWorkflowThatRuns() {
        cluster.offer("demo");
        cluster.merge(OFFERS, "demo", "{\"metadata\":{\"finalizers\":[\"" + ServiceOffer.FINALIZER + "\"]}}");
        expect("demo", Cause.ADDED);
        cluster.delete(OFFERS, "demo");
        expect("demo", Cause.DELETING);
        nudges.clear();
        cluster.merge(OFFERS, "demo", "{\"metadata\":{\"finalizers\":null}}");
        expect("demo", Cause.GONE);
        assertThat(nudges.of("demo"))
                .allSatisfy(told -> assertThat(told.wake().starts()).isFalse());
    }

    @Test
    void childrenAsRenderedCauseNothingAndAChildThatIsDeletedIsNudged() {
        published("demo");
        expectQuiet();
        cluster.delete(ROUTES, "so-demo");
        expect("demo", Cause.CHILD_GONE);
        nudges.clear();
        cluster.delete(MIDDLEWARES, "x402-demo");
        expect("demo", Cause.CHILD_GONE);
        assertThat(nudges.of("demo").getLast().wake().nudge().reason()).isEqualTo("Middleware x402-demo is gone");
    }

    @Test
    void aChildThatAnotherManagerEditsIsNudgedOnceAndItsRepairIsNot() {
        published("demo");
        cluster.merge(MIDDLEWARES, "x402-demo", "{\"spec\":{\"forwardAuth\":{\"address\":\"http://evil\"}}}");
        expect("demo", Cause.CHILD_DRIFTED);
        nudges.clear();
        cluster.applyChildren("demo");
        expectQuiet();
    }

    @Test
    void aFieldThatSomebodyAddsBesideOursIsTheirs() {
        published("demo");
        cluster.merge(MIDDLEWARES, "x402-demo", "{\"metadata\":{\"labels\":{\"team\":\"a\"}}}");
        expectQuiet();
    }

    @Test
    void theGatewaysWordIsToldWhenTheStatusDoesNotFollow() {
        published("demo");
        cluster.status(ROUTES, "so-demo", acceptance("False", "NoMatchingParent"));
        expect("demo", Cause.ROUTE_ACCEPTANCE);
        nudges.clear();
        cluster.status(ROUTES, "so-demo", acceptance("True", "Accepted"));
        expectQuiet();
    }

    @Test
    void theUpstreamServiceThatAppearsChangesOrDisappearsIsNudged() {
        cluster.offer("demo");
        cluster.offer("other");
        expect("other", Cause.ADDED);
        expect("demo", Cause.ADDED);
        nudges.clear();
        cluster.create(
                "{apiVersion: v1, kind: Service, metadata: {namespace: shop, name: demo}, spec: {ports: [{port: 80}]}}");
        expect("demo", Cause.SERVICE);
        nudges.clear();
        cluster.people.services().inNamespace(NAMESPACE).withName("demo").edit(service -> service.edit()
                .editMetadata()
                .addToLabels("a", "b")
                .endMetadata()
                .build());
        expectQuiet();
        cluster.people.services().inNamespace(NAMESPACE).withName("demo").delete();
        expect("demo", Cause.SERVICE);
        assertThat(nudges.of("other")).isEmpty();
    }

    @Test
    void anAgentThatBecomesReadyIsNudgedToTheOfferThatSellsIt() {
        cluster.create(
                "{apiVersion: obol.org/v1alpha1, kind: Agent, metadata: {namespace: shop, name: sage}, spec: {}}");
        cluster.offer("sold", "type: agent\n  agent: {ref: {name: sage, namespace: shop}}");
        cluster.offer("demo");
        expect("demo", Cause.ADDED);
        expect("sold", Cause.ADDED);
        nudges.clear();
        cluster.status(AGENTS, "sage", "{phase: Ready, observedGeneration: 1}");
        expect("sold", Cause.AGENT);
        assertThat(nudges.of("demo")).isEmpty();
    }

    @Test
    void aConvergedOfferCostsNoRequestAndNoNudge() {
        published("demo");
        expectQuiet();
        cluster.proxy.journal().clear();
        expectQuiet();
        assertThat(cluster.proxy.journal().calls()).extracting(Call::path).isEmpty();
    }
}
