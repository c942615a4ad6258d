package io.offerflow.dev.watcher;

import static io.offerflow.dev.watcher.WatchedCluster.AGENTS;
import static io.offerflow.dev.watcher.WatchedCluster.MIDDLEWARES;
import static io.offerflow.dev.watcher.WatchedCluster.NAMESPACE;
import static io.offerflow.dev.watcher.WatchedCluster.OFFERS;
import static io.offerflow.dev.watcher.WatchedCluster.ROUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionBuilder;
import io.offerflow.api.Ref;
import io.offerflow.api.ServiceOffer;
import io.offerflow.cluster.Settings;
import io.offerflow.dev.fault.Call;
import io.offerflow.dev.fault.Fault;
import io.offerflow.dev.fault.FaultRule;
import io.offerflow.dev.kube.ApiServer;
import io.offerflow.watcher.WatcherApp;
import io.offerflow.watcher.WatcherSettings;
import io.offerflow.watcher.nudge.Cause;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

@ParameterizedClass
@EnumSource(ApiServer.class)
class WatcherIT {
    /** What somebody may wait for the repair of what they broke. */
    private static final Duration REPAIR = Duration.ofSeconds(5);
    /** Longer than anything that would be nudged wrongly takes to arrive. */
    private static final Duration QUIET = Duration.ofMillis(1_500);

    private static WatchedCluster cluster;

    @Parameter
    ApiServer apiServer;

    private final RecordedNudges nudges = new RecordedNudges();
    private WatcherApp watcher;

    @BeforeParameterizedClassInvocation
    static void startServer(ApiServer apiServer) {
        apiServer.absence().ifPresent(why -> {
            LoggerFactory.getLogger(WatcherIT.class).warn("the {} API server is left out: {}", apiServer, why);
            Assumptions.abort(why);
        });
        cluster = new WatchedCluster(apiServer);
    }

    @AfterParameterizedClassInvocation
    static void stopServer() {
        if (cluster != null) {
            cluster.close();
            cluster = null;
        }
    }

    @BeforeEach
    void startWatcher() {
        watcher = start(nudges, Map.of());
        await().until(watcher::leading);
    }

    @AfterEach
    void stopWatcher() {
        watcher.close();
        cluster.clean();
    }

    private static WatcherApp start(RecordedNudges sink, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(Map.of(
                WatcherSettings.LISTEN,
                "127.0.0.1:0",
                WatcherSettings.ELECTION,
                "false",
                // Nobody answers there: the gate says nothing, so it disagrees with no status.
                "OFFERFLOW_GATE_REPLICAS",
                "http://127.0.0.1:9",
                WatcherSettings.PROBE_INTERVAL,
                "1h"));
        settings.putAll(more);
        return WatcherApp.start(
                WatcherSettings.from(Settings.of(settings)), cluster.watcher, sink, InstantSource.system());
    }

    private void expect(String offer, Cause cause) {
        await().atMost(REPAIR).until(() -> nudges.has(offer, cause));
    }

    private void expectQuiet() {
        await().during(QUIET).atMost(QUIET.multipliedBy(2)).until(() -> nudges.all()
                .isEmpty());
    }

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
    void oneObjectThatDoesNotParseHarmsNoOther() {
        CustomResourceDefinition strict = offersDefinition();
        try {
            permissive(strict);
            await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> {
                cluster.offer("broken", "upstream: {service: web, port: many}");
                return true;
            });
            expect("broken", Cause.ADDED);
            cluster.offer("fine");
            expect("fine", Cause.ADDED);
            cluster.merge(OFFERS, "broken", "{\"spec\":{\"upstream\":{\"port\":80}}}");
            expect("broken", Cause.SPEC);
            assertThat(watcher.notReady()).isEmpty();
            cluster.delete(OFFERS, "broken");
        } finally {
            replace(strict);
        }
    }

    @Test
    void whatChangesWhileWatchesAreCutIsNudgedWhenTheyAreBack() {
        cluster.offer("edited");
        cluster.offer("deleted");
        expect("edited", Cause.ADDED);
        expect("deleted", Cause.ADDED);
        cluster.proxy.journal().clear();
        cluster.proxy.add(FaultRule.on("*", "**", new Fault.Drop()));
        cluster.proxy.cutConnections();
        cluster.merge(OFFERS, "edited", "{\"spec\":{\"payment\":{\"price\":{\"perRequest\":\"0.002\"}}}}");
        cluster.delete(OFFERS, "deleted");
        cluster.offer("added");
        // Long enough for the pauses between two tries to have grown.
        await().atMost(Duration.ofSeconds(20))
                .until(() -> cluster.proxy.journal().count(WatcherIT::failedWatchOfOffers) >= 4);
        cluster.proxy.clearRules();
        Instant back = Instant.now();
        await().atMost(Duration.ofSeconds(10))
                .until(() -> nudges.has("edited", Cause.SPEC)
                        && nudges.has("deleted", Cause.GONE)
                        && nudges.has("added", Cause.ADDED));
        assertThat(Duration.between(back, Instant.now())).isLessThan(Duration.ofSeconds(10));
        assertThat(watcher.notReady()).isEmpty();
    }

    private static boolean failedWatchOfOffers(Call call) {
        return call.verb().equals("WATCH") && call.path().endsWith("/serviceoffers") && call.answered() == 0;
    }

    @Test
    void aWatchThatIsGoneListsAnewAndNudgesOnlyWhatChanged() {
        cluster.offer("edited");
        cluster.offer("same");
        expect("edited", Cause.ADDED);
        expect("same", Cause.ADDED);
        nudges.clear();
        cluster.proxy.add(
                FaultRule.on("WATCH", "**/serviceoffers", new Fault.Gone()).nth(1));
        cluster.merge(OFFERS, "edited", "{\"spec\":{\"payment\":{\"price\":{\"perRequest\":\"0.002\"}}}}");
        expect("edited", Cause.SPEC);
        assertThat(nudges.of("same")).isEmpty();
        cluster.merge(OFFERS, "same", "{\"spec\":{\"payment\":{\"price\":{\"perRequest\":\"0.003\"}}}}");
        expect("same", Cause.SPEC);
    }

    @Test
    void anEventThatComesTwiceIsOneNudge() {
        cluster.proxy.add(FaultRule.on("WATCH", "**/serviceoffers", new Fault.DoubleEvent()));
        cluster.offer("demo");
        expect("demo", Cause.ADDED);
        await().during(QUIET)
                .atMost(QUIET.multipliedBy(2))
                .until(() -> nudges.of("demo").size() == 1);
    }

    @Test
    void aConvergedOfferCostsNoRequestAndNoNudge() {
        published("demo");
        expectQuiet();
        cluster.proxy.journal().clear();
        expectQuiet();
        assertThat(cluster.proxy.journal().calls()).extracting(Call::path).isEmpty();
    }

    @Test
    void anotherStartNudgesWhatIsNotUpToDateFirstAndTricklesTheRest() {
        for (int i = 0; i < 5; i++) {
            published("settled-" + i);
        }
        published("drifted");
        cluster.offer("unobserved");
        expect("unobserved", Cause.ADDED);
        watcher.close();
        nudges.clear();
        cluster.merge(MIDDLEWARES, "x402-drifted", "{\"spec\":{\"forwardAuth\":{\"address\":\"http://evil\"}}}");
        watcher = start(nudges, Map.of());
        await().until(() -> nudges.all().size() == 7);
        List<RecordedNudges.Told> told = nudges.all();
        assertThat(told.subList(0, 2))
                .anyMatch(nudge -> nudge.ref().name().equals("unobserved") && nudge.says(Cause.UNOBSERVED))
                .anyMatch(nudge -> nudge.ref().name().equals("drifted") && nudge.says(Cause.CHILD_DRIFTED));
        assertThat(told.subList(2, 7)).allMatch(nudge -> nudge.says(Cause.STARTUP));
        nudges.clear();
        expectQuiet();
    }

    @Test
    void aChildThatOutlivedItsOfferIsFoundAtStart() {
        published("demo");
        watcher.close();
        nudges.clear();
        cluster.merge(ROUTES, "so-demo", "{\"metadata\":{\"ownerReferences\":null}}");
        cluster.delete(OFFERS, "demo");
        await().until(() -> cluster.get(OFFERS, "demo") == null);
        watcher = start(nudges, Map.of());
        expect("demo", Cause.CHILD_ORPHANED);
        assertThat(nudges.of("demo").getFirst().wake().starts()).isTrue();
    }

    @Test
    void aKindThatIsNotServedStopsNothingAndIsWatchedWhenItComes() {
        watcher.close();
        cluster.proxy.add(FaultRule.on("*", "**/middlewares", new Fault.Status(404, Map.of(), "404 page not found")));
        watcher = start(nudges, Map.of());
        await().until(watcher::leading);
        cluster.offer("demo");
        expect("demo", Cause.ADDED);
        assertThat(watcher.notReady()).hasValue("middlewares: the API server does not serve this kind");
        cluster.applyChildren("demo");
        cluster.proxy.clearRules();
        await().atMost(Duration.ofSeconds(20)).until(() -> watcher.notReady().isEmpty());
        cluster.delete(MIDDLEWARES, "x402-demo");
        expect("demo", Cause.CHILD_GONE);
    }

    @Test
    void onlyTheLeaderNudgesAndALeaderThatLeavesIsFollowedAtOnce() {
        watcher.close();
        RecordedNudges second = new RecordedNudges();
        watcher = start(nudges, election("first"));
        await().atMost(Duration.ofSeconds(20)).until(watcher::leading);
        try (WatcherApp standby = start(second, election("second"))) {
            cluster.offer("demo");
            expect("demo", Cause.ADDED);
            await().until(() -> standby.notReady().isEmpty());
            assertThat(standby.leading()).isFalse();
            assertThat(second.all()).isEmpty();
            watcher.close();
            await().atMost(Duration.ofSeconds(8)).until(standby::leading);
            await().until(() -> second.has("demo", Cause.UNOBSERVED));
        }
    }

    @Test
    void aLeaderThatCannotRenewStopsNudgingAndLeadsAgainLater() {
        watcher.close();
        watcher = start(nudges, election("alone"));
        await().atMost(Duration.ofSeconds(20)).until(watcher::leading);
        cluster.proxy.add(FaultRule.on("*", "**/leases/*", Fault.serverError(503)));
        await().atMost(Duration.ofSeconds(25)).until(() -> !watcher.leading());
        nudges.clear();
        cluster.offer("demo");
        expectQuiet();
        cluster.proxy.clearRules();
        await().atMost(Duration.ofSeconds(25)).until(watcher::leading);
        expect("demo", Cause.UNOBSERVED);
    }

    private static Map<String, String> election(String identity) {
        return Map.of(
                WatcherSettings.ELECTION, "true",
                WatcherSettings.ELECTION_NAMESPACE, NAMESPACE,
                WatcherSettings.IDENTITY, identity);
    }

    /** An offer as it stands when the worker is done with it. */
    private void published(String name) {
        cluster.offer(name);
        expect(name, Cause.ADDED);
        cluster.applyChildren(name);
        cluster.status(ROUTES, "so-" + name, acceptance("True", "Accepted"));
        cluster.statusReady(name);
        // The Gateway's word is compared a second after it changed; by then the status agrees.
        await().during(QUIET)
                .atMost(QUIET.multipliedBy(3))
                .until(() -> nudges.of(name).size() == 1);
        nudges.clear();
    }

    private static String acceptance(String status, String reason) {
        return """
                {parents: [{parentRef: {namespace: traefik, name: traefik-gateway, sectionName: web},
                  controllerName: example.org/gateway,
                  conditions: [{type: Accepted, status: "%s", reason: %s, message: m, observedGeneration: 1,
                    lastTransitionTime: "2026-01-01T00:00:00Z"}]}]}
                """
                .formatted(status, reason);
    }

    private static CustomResourceDefinition offersDefinition() {
        return cluster.people
                .apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName("serviceoffers.obol.org")
                .get();
    }

    private static void permissive(CustomResourceDefinition strict) {
        cluster.people
                .resource(new CustomResourceDefinitionBuilder(strict)
                        .editSpec()
                        .editFirstVersion()
                        .withNewSchema()
                        .withNewOpenAPIV3Schema()
                        .withType("object")
                        .withXKubernetesPreserveUnknownFields(true)
                        .endOpenAPIV3Schema()
                        .endSchema()
                        .endVersion()
                        .endSpec()
                        .build())
                .update();
    }

    private static void replace(CustomResourceDefinition strict) {
        strict.getMetadata().setResourceVersion(null);
        cluster.people.resource(strict).update();
    }
}
