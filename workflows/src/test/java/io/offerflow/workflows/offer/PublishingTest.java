package io.offerflow.workflows.offer;

import static io.offerflow.workflows.offer.Observations.fresh;
import static io.offerflow.workflows.offer.Observations.settled;
import static io.offerflow.workflows.offer.Observations.unknown;
import static io.offerflow.workflows.offer.Observations.unreachable;
import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.api.ServiceOfferSpec.Upstream;
import io.offerflow.api.ServiceOfferStatus;
import io.offerflow.api.ServiceOfferStatus.Phase;
import io.offerflow.api.condition.Condition;
import io.offerflow.api.condition.Condition.Status;
import io.offerflow.api.condition.ConditionType;
import io.offerflow.api.gate.GateReport.State;
import io.offerflow.api.upstream.Probe;
import io.offerflow.api.upstream.UpstreamView;
import java.util.List;
import org.junit.jupiter.api.Test;

class PublishingTest {
    private static final Offers DEMO = Offers.demo();

    @Test
    void theFirstPassWritesAStatusThenFinalizerMiddlewareGateRoute() {
        List<Step> steps = fresh(DEMO.finalizers()).plan().steps();

        assertThat(steps)
                .hasExactlyElementsOfTypes(
                        Step.FirstStatus.class,
                        Step.AddFinalizer.class,
                        Step.ApplyChild.class,
                        Step.AwaitGate.class,
                        Step.ApplyChild.class,
                        Step.AwaitRoute.class);
        assertThat(fresh(DEMO).steps().get(1)).isEqualTo("apply Middleware x402-demo");
        assertThat(fresh(DEMO).steps().get(3)).isEqualTo("apply HTTPRoute so-demo");
    }

    @Test
    void theFirstStatusIsAllUnknown() {
        Step.FirstStatus first = (Step.FirstStatus) fresh(DEMO).plan().steps().get(0);

        assertThat(first.status().phase()).isEqualTo(Phase.Pending);
        assertThat(first.status().conditions())
                .extracting(Condition::type)
                .containsExactly(
                        "ModelReady", "UpstreamHealthy", "PaymentGateReady", "RoutePublished", "Registered", "Ready");
        assertThat(first.status().conditions())
                .allSatisfy(c -> assertThat(c.status()).isEqualTo(Status.Unknown));
    }

    @Test
    void aSettledOfferHasNothingToDoAndTheSameStatus() {
        Observations settled = settled(DEMO);

        assertThat(settled.plan().steps()).isEmpty();
        assertThat(settled.plan().wakeAt()).isNull();
        assertThat(settled.status()).isEqualTo(settled.offer().status());
        assertThat(settled.at(Offers.NOW.plusSeconds(3600)).status())
                .as("time alone changes nothing")
                .isEqualTo(settled.offer().status());
    }

    @Test
    void readyNamesThePathAndThePriceIsShown() {
        ServiceOfferStatus status = settled(DEMO).status();

        assertThat(status.phase()).isEqualTo(Phase.Ready);
        assertThat(status.endpoint()).isEqualTo("/services/demo");
        assertThat(status.price()).isEqualTo("0.001 USDC/request");
        assertThat(settled(DEMO).condition(ConditionType.READY).message()).isEqualTo("on sale at /services/demo");
        assertThat(settled(DEMO).has(ConditionType.STALLED)).isFalse();
        assertThat(settled(DEMO).has(ConditionType.RECONCILING)).isFalse();
    }

    @Test
    void everyConditionCarriesTheGenerationItWasComputedFor() {
        ServiceOfferStatus status = settled(DEMO).edited(DEMO.priced("0.002")).status();

        assertThat(status.observedGeneration()).isEqualTo(2);
        assertThat(status.conditions())
                .allSatisfy(c -> assertThat(c.observedGeneration()).isEqualTo(2));
    }

    @Test
    void theRouteMatchesThePathAndLeadsThroughTheMiddlewareToTheUpstream() {
        OfferChildren.Rendered route =
                OfferChildren.render(DEMO.build(), ControllerSettings.DEFAULTS).get(1);

        assertThat(route.name()).isEqualTo("so-demo");
        assertThat(route.manifest().toString())
                .contains("type=PathPrefix, value=/services/demo")
                .contains("kind=Middleware, name=x402-demo")
                .contains("name=backend, port=8080");
        assertThat(OfferChildren.render(DEMO.build(), ControllerSettings.DEFAULTS)
                        .get(0)
                        .manifest()
                        .toString())
                .contains("address=http://x402-verifier.x402.svc.cluster.local:8080/verify/shop/demo")
                .contains("X-Payment-Payer, X-Verified-Wallet");
    }

    @Test
    void equalIntentRendersEqualHashesAndAnotherIntentAnother() {
        assertThat(hashes(DEMO)).isEqualTo(hashes(DEMO.status(null).generation(7)));
        assertThat(hashes(DEMO)).isNotEqualTo(hashes(DEMO.path("/elsewhere")));
        assertThat(hashes(DEMO)).isNotEqualTo(hashes(DEMO.uid("uid-2")));
    }

    private static List<String> hashes(Offers draft) {
        return OfferChildren.render(draft.build(), ControllerSettings.DEFAULTS).stream()
                .map(OfferChildren.Rendered::hash)
                .toList();
    }

    @Test
    void theSameNameInTwoNamespacesShowsOnlyItsOwn() {
        ServiceOfferStatus one = settled(DEMO.named("a", "foo").uid("uid-a")).status();
        ServiceOfferStatus two =
                settled(DEMO.named("b", "foo").uid("uid-b").priced("0.5")).status();

        assertThat(one.price()).isEqualTo("0.001 USDC/request");
        assertThat(two.price()).isEqualTo("0.5 USDC/request");
        assertThat(hashes(DEMO.named("a", "foo"))).isNotEqualTo(hashes(DEMO.named("b", "foo")));
    }

    @Test
    void aRouteIsNotPublishedBeforeAReplicaWasAsked() {
        assertThat(fresh(DEMO).gate(unreachable("gate-0")).steps()).noneMatch(s -> s.contains("HTTPRoute"));
        assertThat(fresh(DEMO).withoutGate().steps()).noneMatch(s -> s.contains("HTTPRoute"));
    }

    @Test
    void aRouteIsCreatedOnlyRightAfterTheGatesWord() {
        for (Observations o :
                List.of(fresh(DEMO).gate(unknown("gate-0")), fresh(DEMO).served())) {
            assertThat(o.steps())
                    .containsSubsequence("wait for the gate to load route " + digest(o), "apply HTTPRoute so-demo");
        }
        assertThat(settled(DEMO).route(new ChildView(true, "other", true, null)).steps())
                .as("a repair needs no wait")
                .noneMatch(s -> s.startsWith("wait for the gate"));
    }

    @Test
    void theGateIsWaitedForThoughTheUpstreamsOwnerHasNotAgreed() {
        assertThat(fresh(DEMO).upstream(UpstreamView.State.NotGranted).plan().steps())
                .hasAtLeastOneElementOfType(Step.AwaitGate.class);
    }

    private static String digest(Observations o) {
        return String.valueOf(
                o.serving("any").report() == null
                        ? ""
                        : o.serving("any").report().digest());
    }

    @Test
    void oneLaggingReplicaHoldsTheRouteBack() {
        Observations two = fresh(DEMO);

        assertThat(two.gate(two.serving("gate-0"), unknown("gate-1")).plan().steps())
                .hasAtLeastOneElementOfType(Step.AwaitGate.class);
        assertThat(two.gate(two.serving("gate-0"), unknown("gate-1"))
                        .condition(ConditionType.PAYMENT_GATE_READY)
                        .reason())
                .isEqualTo("WaitingForPaymentGate");
    }

    @Test
    void aReplicaThatServesAnotherDigestOrUidDoesNotCount() {
        Observations o = fresh(DEMO);

        assertThat(o.gate(o.report("gate-0", State.Served, "0000", null))
                        .condition(ConditionType.PAYMENT_GATE_READY)
                        .status())
                .isEqualTo(Status.False);
        Observations old = fresh(DEMO.uid("uid-0"));
        assertThat(o.gate(old.serving("gate-0"))
                        .condition(ConditionType.PAYMENT_GATE_READY)
                        .status())
                .isEqualTo(Status.False);
    }

    @Test
    void anUnreachableReplicaBesideAServingOneKeepsTheGateReady() {
        Observations o = settled(DEMO);

        assertThat(o.gate(o.serving("gate-0"), unreachable("gate-1")).status())
                .isEqualTo(o.offer().status());
    }

    @Test
    void scalingTheGateRewritesNoStatus() {
        Observations o = settled(DEMO);

        assertThat(o.gate(o.serving("gate-0"), o.serving("gate-1"), o.serving("gate-2"))
                        .status())
                .isEqualTo(o.offer().status());
    }

    @Test
    void whenNoReplicaCanBeAskedTheLastWordStaysForItsGenerationOnly() {
        Observations silent = settled(DEMO).gate(unreachable("gate-0"));

        assertThat(silent.status()).isEqualTo(silent.offer().status());
        Condition afterEdit = silent.edited(DEMO.priced("0.002")).condition(ConditionType.PAYMENT_GATE_READY);
        assertThat(afterEdit.status()).isEqualTo(Status.False);
        assertThat(afterEdit.reason()).isEqualTo("WaitingForGateway");
    }

    @Test
    void notMeasuredYetIsNoWordOfTheGate() {
        Observations first = fresh(DEMO).gate(unreachable("gate-0"));
        Step.FirstStatus written = (Step.FirstStatus) first.plan().steps().get(0);

        assertThat(first.offer(DEMO.status(written.status()).build())
                        .condition(ConditionType.PAYMENT_GATE_READY)
                        .reason())
                .isEqualTo("WaitingForGateway");
    }

    @Test
    void withoutAReadyReplicaTheGateIsNotReady() {
        assertThat(settled(DEMO)
                        .withoutGate()
                        .condition(ConditionType.PAYMENT_GATE_READY)
                        .reason())
                .isEqualTo("WaitingForGateway");
    }

    @Test
    void aPriceEditWaitsForTheGateAndTouchesNoChild() {
        Observations edited = settled(DEMO).edited(DEMO.priced("0.002"));

        assertThat(edited.plan().steps()).hasExactlyElementsOfTypes(Step.AwaitGate.class);
        assertThat(edited.condition(ConditionType.ROUTE_PUBLISHED).holds()).isTrue();
        assertThat(edited.condition(ConditionType.READY).holds()).isFalse();
        assertThat(edited.served().condition(ConditionType.READY).holds()).isTrue();
    }

    @Test
    void aPathEditMovesTheRouteOnlyAfterTheGate() {
        assertThat(settled(DEMO).edited(DEMO.path("/moved")).plan().steps())
                .hasExactlyElementsOfTypes(Step.AwaitGate.class, Step.ApplyChild.class, Step.AwaitRoute.class);
    }

    @Test
    void b1_aDeletedChildIsMadeAgain() {
        assertThat(settled(DEMO).route(ChildView.ABSENT).steps()).contains("apply HTTPRoute so-demo");
        assertThat(settled(DEMO).middleware(ChildView.ABSENT).steps()).containsExactly("apply Middleware x402-demo");
        assertThat(settled(DEMO)
                        .route(ChildView.ABSENT)
                        .condition(ConditionType.READY)
                        .holds())
                .isFalse();
    }

    @Test
    void aDriftedRouteIsMendedThoughTheGateIsSilent() {
        Observations o = settled(DEMO);

        assertThat(o.gate(unreachable("gate-0"))
                        .route(new ChildView(true, "other", true, null))
                        .steps())
                .contains("apply HTTPRoute so-demo");
    }

    @Test
    void b1_aDeadUpstreamOfAReadyOfferIsNoticedAndOnlyThat() {
        Observations healthy = settled(DEMO);
        Observations sick = healthy.upstreamAnswers(503);

        assertThat(sick.plan().steps()).isEmpty();
        assertThat(sick.condition(ConditionType.UPSTREAM_HEALTHY).message()).isEqualTo("GET /health answered 503");
        assertThat(sick.condition(ConditionType.READY).message())
                .isEqualTo("UpstreamHealthy: GET /health answered 503");
        assertThat(sick.status().phase()).isEqualTo(Phase.Reconciling);
        assertThat(sick.has(ConditionType.RECONCILING)).isTrue();
        assertThat(sick.has(ConditionType.STALLED)).isFalse();
        assertThat(sick.condition(ConditionType.PAYMENT_GATE_READY).holds()).isTrue();
    }

    @Test
    void b4_anUnhealthyUpstreamKeepsItsRouteAndTheStatusSaysSo() {
        Observations sick = settled(DEMO)
                .upstream(new UpstreamView(
                        UpstreamView.State.Probed,
                        "shop/backend:8080",
                        new Probe("GET", "/health", null, "no answer within 2 s")));

        assertThat(sick.condition(ConditionType.ROUTE_PUBLISHED).holds()).isTrue();
        assertThat(sick.condition(ConditionType.UPSTREAM_HEALTHY).message())
                .isEqualTo("GET /health: no answer within 2 s");
    }

    @Test
    void anOfferIsPublishedThoughItsUpstreamIsSickOrMissing() {
        assertThat(fresh(DEMO).upstreamAnswers(500).steps()).contains("apply HTTPRoute so-demo");
        assertThat(fresh(DEMO).upstream(UpstreamView.State.Missing).steps()).contains("apply HTTPRoute so-demo");
        assertThat(fresh(DEMO)
                        .upstream(UpstreamView.State.Missing)
                        .condition(ConditionType.UPSTREAM_HEALTHY)
                        .reason())
                .isEqualTo("MissingService");
    }

    @Test
    void withoutTheOwnersConsentNothingIsPublishedAndTheGrantIsPrinted() {
        Offers foreign = DEMO.upstream(new Upstream("db", "bank", 80, "/health"));
        Observations refused = settled(foreign).upstream(UpstreamView.State.NotGranted);

        assertThat(refused.steps()).containsExactly("delete HTTPRoute so-demo", "delete Middleware x402-demo");
        assertThat(refused.condition(ConditionType.ROUTE_PUBLISHED).reason()).isEqualTo("UpstreamNotGranted");
        assertThat(refused.condition(ConditionType.UPSTREAM_HEALTHY).message())
                .contains("\"kind\":\"ReferenceGrant\"", "\"namespace\":\"bank\"", "\"name\":\"db\"");
        assertThat(refused.has(ConditionType.STALLED)).isTrue();
        assertThat(fresh(foreign).upstream(UpstreamView.State.NotGranted).steps())
                .noneMatch(s -> s.startsWith("apply"));
    }

    @Test
    void aRefusedExternalNameIsNotPublished() {
        assertThat(fresh(DEMO).upstream(UpstreamView.State.ExternalNameRefused).steps())
                .noneMatch(s -> s.startsWith("apply"));
    }

    @Test
    void theGatewaysWordIsShown() {
        Observations o = settled(DEMO);
        RouteAcceptance refused =
                new RouteAcceptance(RouteAcceptance.State.Rejected, "NotAllowedByListeners", "namespace not allowed");

        assertThat(o.acceptance(refused)
                        .condition(ConditionType.ROUTE_PUBLISHED)
                        .message())
                .isEqualTo("Gateway traefik/traefik-gateway: NotAllowedByListeners: namespace not allowed");
        assertThat(o.acceptance(refused).status().phase()).isEqualTo(Phase.Stalled);
        assertThat(o.acceptance(RouteAcceptance.PENDING)
                        .condition(ConditionType.ROUTE_PUBLISHED)
                        .reason())
                .isEqualTo("WaitingForTraefikAcceptance");
    }

    @Test
    void transitionTimesMoveOnFlipsOnly() {
        Observations healthy = settled(DEMO);
        Observations sick =
                healthy.upstreamAnswers(503).at(Offers.NOW.plusSeconds(60)).reported();
        Observations worse = sick.upstreamAnswers(500).at(Offers.NOW.plusSeconds(120));

        assertThat(worse.condition(ConditionType.UPSTREAM_HEALTHY).lastTransitionTime())
                .isEqualTo(Offers.NOW.plusSeconds(60));
        assertThat(worse.condition(ConditionType.UPSTREAM_HEALTHY).message()).contains("500");
        assertThat(worse.condition(ConditionType.MODEL_READY).lastTransitionTime())
                .isEqualTo(Offers.NOW);
    }

    @Test
    void conditionsAreReplacedInPlaceAndNeverDoubled() {
        assertThat(settled(DEMO)
                        .upstreamAnswers(503)
                        .reported()
                        .upstreamAnswers(200)
                        .status()
                        .conditions())
                .extracting(Condition::type)
                .doesNotHaveDuplicates();
    }

    @Test
    void registrationGatesReadyOnlyWhenRequired() {
        Observations asked = settled(DEMO.registration(true, false));
        assertThat(asked.condition(ConditionType.REGISTERED).reason()).isEqualTo("Pending");
        assertThat(asked.condition(ConditionType.READY).holds()).isTrue();

        Observations required = settled(DEMO.registration(true, true));
        assertThat(required.condition(ConditionType.READY).reason()).isEqualTo("Pending");
        assertThat(settled(DEMO).condition(ConditionType.REGISTERED).reason()).isEqualTo("Disabled");
    }

    @Test
    void disablingRegistrationClearsAgentIdAndTransaction() {
        ServiceOfferStatus s = settled(DEMO).status();
        ServiceOfferStatus registered = new ServiceOfferStatus(
                s.phase(), 1, s.conditions(), s.endpoint(), s.price(), null, "42", "0xabc", null, null);

        assertThat(settled(DEMO.registration(true, false))
                        .offer(DEMO.registration(true, false).status(registered).build())
                        .status()
                        .agentId())
                .isEqualTo("42");
        ServiceOfferStatus disabled =
                settled(DEMO).offer(DEMO.status(registered).build()).status();
        assertThat(disabled.agentId()).isNull();
        assertThat(disabled.registrationTxHash()).isNull();
    }

    @Test
    void anInferenceOfferDeclaresItsModel() {
        assertThat(settled(DEMO.type("inference").model("qwen3"))
                        .condition(ConditionType.MODEL_READY)
                        .message())
                .isEqualTo("sells qwen3");
        Observations nameless = settled(DEMO.type("inference"));
        assertThat(nameless.condition(ConditionType.MODEL_READY).reason()).isEqualTo("MissingModel");
        assertThat(nameless.has(ConditionType.STALLED)).isTrue();
        assertThat(nameless.condition(ConditionType.ROUTE_PUBLISHED).holds())
                .as("an independent stage")
                .isTrue();
    }

    @Test
    void b15_aTypelessOfferIsHttpEverywhere() {
        assertThat(settled(DEMO.type("")).condition(ConditionType.MODEL_READY).message())
                .isEqualTo("type http needs no model");
    }

    @Test
    void theHandledReconcileRequestIsMirrored() {
        assertThat(settled(DEMO.annotated("obol.org/reconcile-at", "t1"))
                        .status()
                        .lastHandledReconcileAt())
                .isEqualTo("t1");
    }
}
