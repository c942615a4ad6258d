package io.offerflow.dev.activities;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.offerflow.api.Ref;
import io.offerflow.api.ServiceOffer;
import io.offerflow.api.ServiceOfferStatus;
import io.offerflow.api.condition.Condition;
import io.offerflow.api.route.GateMode;
import io.offerflow.workflows.offer.ChildKind;
import io.offerflow.workflows.offer.ChildView;
import io.offerflow.workflows.offer.ControllerSettings;
import io.offerflow.workflows.offer.Observation;
import io.offerflow.workflows.offer.Observation.ChildName;
import io.offerflow.workflows.offer.OfferActivities.Applied;
import io.offerflow.workflows.offer.OfferActivities.Report;
import io.offerflow.workflows.offer.OfferActivities.Steps;
import io.offerflow.workflows.offer.OfferChildren;
import io.offerflow.workflows.offer.OfferEvent;
import io.offerflow.workflows.offer.RouteAcceptance;
import io.offerflow.workflows.offer.Step;
import io.offerflow.workflows.offer.StepOutcome;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Observing, applying and reporting, seen in the objects that result. */
class ClusterOfferActivitiesIT extends OnEachCluster {

    @Test
    void appliedChildrenAreOursWholeAndCarryTheirHash() {
        published("whole");
        Observation seen = observe("whole");
        for (OfferChildren.Rendered child : rendered(seen)) {
            ChildView view = child.kind() == ChildKind.MIDDLEWARE ? seen.middleware() : seen.route();
            assertThat(view).isEqualTo(new ChildView(true, child.hash(), true, null));
        }
        assertThat(middlewares("x402-whole").get().getMetadata().getOwnerReferences())
                .singleElement()
                .satisfies(owner -> assertThat(owner.getUid())
                        .isEqualTo(seen.offer().metadata().uid()));
    }

    @Test
    void aHandEditIsSeenWithItsManagerAndRepaired() {
        published("edited");
        patch(routes("so-edited"), "kubectl-edit", "{\"spec\":{\"rules\":[]}}");
        ChildView view = observe("edited").route();
        assertThat(view.intact()).isFalse();
        assertThat(view.otherManager()).isEqualTo("kubectl-edit");
        publish("edited");
        assertThat(observe("edited").route().intact()).isTrue();
    }

    @Test
    void aRemovedFieldIsSeenThoughNobodyOwnsIt() {
        published("emptied");
        patch(routes("so-emptied"), "kubectl-edit", "{\"spec\":{\"rules\":null}}");
        assertThat(observe("emptied").route().intact()).isFalse();
    }

    @Test
    void whatOthersAddIsNoDrift() {
        published("annotated");
        patch(routes("so-annotated"), "kubectl-annotate", "{\"metadata\":{\"annotations\":{\"note\":\"mine\"}}}");
        assertThat(observe("annotated").route().intact()).isTrue();
    }

    @Test
    void aDeletedChildIsAbsent() {
        published("deleted-child");
        middlewares("x402-deleted-child").delete();
        assertThat(observe("deleted-child").middleware()).isEqualTo(ChildView.ABSENT);
    }

    @Test
    void theGatewaysWordIsReadAtTheRoutesGeneration() {
        published("accepted");
        Step await = new Step.AwaitRoute("so-accepted", Duration.ofMillis(60));
        assertThat(run("accepted", await).outcomes()).containsExactly(StepOutcome.done(await));
        assertThat(observe("accepted").acceptance()).isEqualTo(RouteAcceptance.PENDING);
        routes("so-accepted").subresource("status").patch(PatchContext.of(PatchType.JSON_MERGE), accepted(1));
        assertThat(observe("accepted").acceptance().state()).isEqualTo(RouteAcceptance.State.Accepted);
        patch(routes("so-accepted"), "kubectl-edit", "{\"spec\":{\"hostnames\":[\"shop.example\"]}}");
        assertThat(observe("accepted").acceptance()).isEqualTo(RouteAcceptance.PENDING);
    }

    @Test
    void theFinalizerComesAndGoesBesideOthers() {
        GenericKubernetesResource offer = offer("final", "service: api, port: 80");
        patch(offers("final"), "somebody", "{\"metadata\":{\"finalizers\":[\"example.org/keep\"]}}");
        run("final", new Step.AddFinalizer(), new Step.AddFinalizer());
        assertThat(offers("final").get().getMetadata().getFinalizers())
                .containsExactly("example.org/keep", ServiceOffer.FINALIZER);
        assertThat(offers("final").get().getMetadata().getGeneration())
                .isEqualTo(offer.getMetadata().getGeneration());
        run("final", new Step.RemoveFinalizer());
        assertThat(offers("final").get().getMetadata().getFinalizers()).containsExactly("example.org/keep");
    }

    @Test
    void theLastStepOfADeletionLetsTheObjectGo() {
        offer("leaving", "service: api, port: 80");
        run("leaving", new Step.AddFinalizer());
        offers("leaving").delete();
        assertThat(observe("leaving").metadata().deleting()).isTrue();
        Steps plan = plan("leaving", new Step.RemoveFinalizer());
        assertThat(activities().apply(plan).outcomes())
                .extracting(StepOutcome::result)
                .containsExactly(StepOutcome.Result.DONE);
        assertThat(offers("leaving").get()).isNull();
        assertThat(activities().apply(plan).superseded()).isTrue();
    }

    @Test
    void aPlanForAnotherObjectOfTheNameTouchesNothing() {
        offer("reborn", "service: api, port: 80");
        Steps plan = plan("reborn", new Step.AddFinalizer(), new Step.FirstStatus(status("/old")));
        offers("reborn").delete();
        offer("reborn", "service: api, port: 80");
        assertThat(activities().apply(plan)).isEqualTo(new Applied(true, List.of()));
        activities().report(new Report(plan.ref(), plan.uid(), status("/old"), List.of()));
        assertThat(offers("reborn").get().getMetadata().getFinalizers()).isEmpty();
        assertThat(observe("reborn").offer().statusOrEmpty()).isEqualTo(ServiceOfferStatus.EMPTY);
    }

    @Test
    void aPlanForAnOlderGenerationTouchesNothing() {
        offer("edited-offer", "service: api, port: 80");
        Steps plan = plan("edited-offer", new Step.AddFinalizer());
        patch(offers("edited-offer"), "kubectl-edit", "{\"spec\":{\"path\":\"/moved\"}}");
        assertThat(activities().apply(plan).superseded()).isTrue();
        assertThat(offers("edited-offer").get().getMetadata().getFinalizers()).isEmpty();
    }

    @Test
    void theStatusIsWrittenWholeAndReadBackEqual() {
        offer("told", "service: api, port: 80");
        ServiceOfferStatus full = status("/services/told");
        report("told", full);
        assertThat(observe("told").offer().status()).isEqualTo(full);
        ServiceOfferStatus less = new ServiceOfferStatus(
                ServiceOfferStatus.Phase.Stalled, 1, full.conditions(), null, null, null, null, null, null, null);
        report("told", less);
        assertThat(observe("told").offer().status()).isEqualTo(less);
        assertThat(offers("told").get().getMetadata().getGeneration()).isEqualTo(1);
    }

    @Test
    void reportingAboutAVanishedOfferIsNoError() {
        activities()
                .report(new Report(
                        new Ref(NAMESPACE, "nobody"),
                        "00000000-0000-0000-0000-000000000000",
                        status("/x"),
                        List.of(new OfferEvent(OfferEvent.Type.Normal, "Gone", "it went"))));
        assertThat(offers("nobody").get()).isNull();
    }

    @Test
    void theSameNewsIsOneEventWithACount() {
        offer("noisy", "service: api, port: 80");
        OfferEvent news = new OfferEvent(OfferEvent.Type.Warning, "Unhealthy", "GET /health answered 503");
        String uid = offers("noisy").get().getMetadata().getUid();
        for (int i = 0; i < 3; i++) {
            activities().report(new Report(new Ref(NAMESPACE, "noisy"), uid, status("/n"), List.of(news)));
        }
        List<Event> events = kube.v1().events().inNamespace(NAMESPACE).list().getItems().stream()
                .filter(event -> uid.equals(event.getInvolvedObject().getUid()))
                .toList();
        assertThat(events).singleElement().satisfies(event -> {
            assertThat(event.getCount()).isEqualTo(3);
            assertThat(event.getType()).isEqualTo("Warning");
            assertThat(event.getMessage()).isEqualTo("GET /health answered 503");
            assertThat(event.getSource().getComponent()).isEqualTo("offerflow");
            assertThat(event.getMetadata().getAnnotations())
                    .containsEntry("obol.org/workflow-id", "serviceoffer/shop/noisy");
        });
    }

    @Test
    void aStrangersObjectOfAChildsNameIsLeftAlone() {
        offer("stranger", "service: api, port: 80");
        create(
                """
                apiVersion: traefik.io/v1alpha1
                kind: Middleware
                metadata: {namespace: shop, name: x402-stranger}
                spec: {}
                """);
        Step delete = new Step.DeleteChild(ChildKind.MIDDLEWARE, "x402-stranger");
        assertThat(run("stranger", delete).outcomes().getFirst().message())
                .startsWith("the Middleware of this name was made by somebody else");
        assertThat(middlewares("x402-stranger").get()).isNotNull();
    }

    @Test
    void childrenOfOursAndOfTheReferenceControllerAreDeleted() {
        published("heir");
        patch(
                routes("so-heir"),
                "adopter",
                "{\"metadata\":{\"ownerReferences\":null,\"labels\":{\"app.kubernetes.io/managed-by\":null,"
                        + "\"obol.org/managed-by\":\"serviceoffer-controller\"}}}");
        Step route = new Step.DeleteChild(ChildKind.HTTP_ROUTE, "so-heir");
        Step middleware = new Step.DeleteChild(ChildKind.MIDDLEWARE, "x402-heir");
        Step again = new Step.DeleteChild(ChildKind.MIDDLEWARE, "x402-heir");
        assertThat(run("heir", route, middleware, again).outcomes())
                .extracting(StepOutcome::result)
                .containsOnly(StepOutcome.Result.DONE);
        assertThat(routes("so-heir").get()).isNull();
        assertThat(middlewares("x402-heir").get()).isNull();
    }

    @Test
    void whatAVanishedOfferLeftIsFoundByItsLabelsAndRemoved() {
        published("orphaned");
        for (var child : List.of(routes("so-orphaned"), middlewares("x402-orphaned"))) {
            patch(child, "somebody", "{\"metadata\":{\"ownerReferences\":null}}");
        }
        offers("orphaned").delete();
        Observation seen = observe("orphaned");
        assertThat(seen.orphans())
                .containsExactly(
                        new ChildName(ChildKind.HTTP_ROUTE, "so-orphaned"),
                        new ChildName(ChildKind.MIDDLEWARE, "x402-orphaned"));
        List<Step> steps = seen.orphans().stream()
                .<Step>map(child -> new Step.DeleteChild(child.kind(), child.name()))
                .toList();
        activities().apply(new Steps(new Ref(NAMESPACE, "orphaned"), "", 0, steps));
        assertThat(observe("orphaned").orphans()).isEmpty();
    }

    @Test
    void pausingIsWrittenIntoTheObjectAndResumingTakesItOut() {
        offer("paused", "service: api, port: 80");
        Ref ref = new Ref(NAMESPACE, "paused");
        activities().setPaused(ref, true);
        assertThat(observe("paused").offer().pausedBySpec()).isTrue();
        activities().setPaused(ref, false);
        assertThat(observe("paused").offer().spec().paused()).isNotEqualTo(true);
        assertThatThrownBy(() -> activities().setPaused(new Ref(NAMESPACE, "nobody"), true))
                .isInstanceOfSatisfying(ApplicationFailure.class, failure -> assertThat(failure.isNonRetryable())
                        .isTrue())
                .hasMessageContaining("there is no ServiceOffer shop/nobody");
    }

    private static void published(String name) {
        offer(name, "service: api, port: 80");
        publish(name);
    }

    private static void publish(String name) {
        Step[] steps = rendered(observe(name)).stream()
                .map(child -> new Step.ApplyChild(child.kind(), child.name(), child.manifest()))
                .toArray(Step[]::new);
        assertThat(run(name, steps).outcomes())
                .hasSize(2)
                .extracting(StepOutcome::message)
                .containsOnlyNulls();
    }

    private static List<OfferChildren.Rendered> rendered(Observation seen) {
        return OfferChildren.render(seen.offer(), ControllerSettings.DEFAULTS, GateMode.ForwardAuth);
    }

    private static Observation observe(String name) {
        return activities().observe(new Ref(NAMESPACE, name));
    }

    private static Applied run(String name, Step... steps) {
        return activities().apply(plan(name, steps));
    }

    private static Steps plan(String name, Step... steps) {
        GenericKubernetesResource live = offers(name).get();
        return new Steps(
                new Ref(NAMESPACE, name),
                live.getMetadata().getUid(),
                live.getMetadata().getGeneration(),
                List.of(steps));
    }

    private static void report(String name, ServiceOfferStatus status) {
        activities()
                .report(new Report(
                        new Ref(NAMESPACE, name),
                        offers(name).get().getMetadata().getUid(),
                        status,
                        List.of()));
    }

    private static ServiceOfferStatus status(String endpoint) {
        Condition ready = new Condition(
                "Ready", Condition.Status.True, "Reconciled", "fine", Instant.parse("2026-01-01T00:00:00Z"), 1L);
        return new ServiceOfferStatus(
                ServiceOfferStatus.Phase.Ready,
                1,
                List.of(ready),
                endpoint,
                "0.001 USDC/request",
                null,
                null,
                null,
                null,
                "2026-01-01T00:00:00Z");
    }

    private static String accepted(long generation) {
        return """
                {"status":{"parents":[{"controllerName":"traefik.io/gateway-controller",
                  "parentRef":{"group":"gateway.networking.k8s.io","kind":"Gateway","namespace":"traefik",
                    "name":"traefik-gateway","sectionName":"web"},
                  "conditions":[{"type":"Accepted","status":"True","reason":"Accepted","message":"",
                    "lastTransitionTime":"2026-01-01T00:00:00Z","observedGeneration":%d}]}]}}
                """
                .formatted(generation);
    }
}
