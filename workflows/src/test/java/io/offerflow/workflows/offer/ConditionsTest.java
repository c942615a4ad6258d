package io.offerflow.workflows.offer;

import static io.offerflow.workflows.offer.Observations.fresh;
import static io.offerflow.workflows.offer.Observations.settled;
import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.api.ServiceOfferStatus;
import io.offerflow.api.ServiceOfferStatus.Phase;
import io.offerflow.api.condition.Condition;
import io.offerflow.api.condition.Condition.Status;
import io.offerflow.api.condition.ConditionType;
import io.offerflow.api.gate.GateReport.State;
import io.offerflow.api.upstream.Probe;
import io.offerflow.api.upstream.UpstreamView;
import io.offerflow.workflows.entity.Step;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the status says, and when it moves. */
class ConditionsTest {
    private static final Offers DEMO = Offers.demo();

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

    static Stream<Arguments> brokenStages() {
        Observations sold = settled(DEMO);
        return Stream.of(
                Arguments.of(ConditionType.MODEL_READY, settled(DEMO.type("inference"))),
                Arguments.of(ConditionType.UPSTREAM_HEALTHY, sold.upstreamAnswers(503)),
                Arguments.of(
                        ConditionType.PAYMENT_GATE_READY,
                        sold.gate(sold.report("gate-0", State.Quarantined, null, "no such token"))),
                Arguments.of(
                        ConditionType.ROUTE_PUBLISHED,
                        sold.acceptance(new RouteAcceptance(RouteAcceptance.State.Rejected, "NoMatchingParent", ""))));
    }

    @ParameterizedTest
    @MethodSource("brokenStages")
    void readyIsTrueOnlyWhileAllFourStagesAre(ConditionType broken, Observations observed) {
        assertThat(observed.status().conditions())
                .filteredOn(c -> c.status() == Status.False)
                .extracting(Condition::type)
                .containsExactly(broken.text(), ConditionType.READY.text());
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
