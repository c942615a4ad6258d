package io.offerflow.workflows.offer;

import static io.offerflow.workflows.offer.Observations.fresh;
import static io.offerflow.workflows.offer.Observations.settled;
import static io.offerflow.workflows.offer.Observations.takenBy;
import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.api.ServiceOffer;
import io.offerflow.api.ServiceOfferSpec.Price;
import io.offerflow.api.ServiceOfferStatus;
import io.offerflow.api.ServiceOfferStatus.AgentResolution;
import io.offerflow.api.ServiceOfferStatus.Phase;
import io.offerflow.api.condition.ConditionType;
import io.offerflow.api.condition.Conditions;
import io.offerflow.api.upstream.UpstreamView;
import io.offerflow.workflows.entity.ChildView;
import io.offerflow.workflows.entity.EntityMemory;
import io.offerflow.workflows.entity.Plan;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Objects that slipped past admission: they stall with a reason, and what was sold stays guarded. */
class BadSpecTest {
    private static final Offers DEMO = Offers.demo();

    static Stream<Arguments> brokenPayments() {
        return Stream.of(
                Arguments.of("b13 price is a word", DEMO.priced("abc"), "InvalidPrice"),
                Arguments.of("b13 no price", DEMO.price(null), "InvalidPrice"),
                Arguments.of("b13 two prices", DEMO.price(new Price("1", "2", null)), "InvalidPrice"),
                Arguments.of("too many digits", DEMO.priced("0.0000001"), "InvalidPrice"),
                Arguments.of("free", DEMO.priced("0"), "InvalidPrice"),
                Arguments.of("unknown network", DEMO.network("moonbeam"), "UnknownNetwork"),
                Arguments.of("payTo is no address", DEMO.payTo("0x12"), "InvalidPayTo"),
                Arguments.of("b16 no payment", DEMO.payment(null), "InvalidSpec"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenPayments")
    void aBrokenPaymentStallsAndKeepsItsChildren(String what, Offers broken, String reason) {
        Observations edited = settled(DEMO).edited(broken);

        assertThat(edited.plan().steps()).as(what).isEmpty();
        assertThat(edited.plan().wakeAt()).isNull();
        assertThat(edited.condition(ConditionType.PAYMENT_GATE_READY).reason()).isEqualTo(reason);
        assertThat(edited.condition(ConditionType.STALLED).reason()).isEqualTo(reason);
        assertThat(edited.condition(ConditionType.READY).holds()).isFalse();
        assertThat(edited.condition(ConditionType.UPSTREAM_HEALTHY).holds())
                .as("an independent stage")
                .isTrue();
        assertThat(edited.condition(ConditionType.ROUTE_PUBLISHED).holds())
                .as("the route is there, and leads to a gate that refuses")
                .isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenPayments")
    void aBrokenPaymentPublishesNothing(String what, Offers broken, String reason) {
        assertThat(fresh(broken).steps()).as(what).noneMatch(s -> s.startsWith("apply"));
        assertThat(fresh(broken).condition(ConditionType.ROUTE_PUBLISHED).reason())
                .isEqualTo(reason);
    }

    @Test
    void whatIsPublishedStaysGuardedThoughTheSpecIsBroken() {
        Observations broken = settled(DEMO).edited(DEMO.priced("abc"));

        assertThat(broken.middleware(takenBy(broken.middleware(), "mallory")).steps())
                .containsExactly("apply Middleware x402-demo");
        assertThat(broken.middleware(ChildView.ABSENT).steps()).containsExactly("apply Middleware x402-demo");
        assertThat(broken.route(ChildView.ABSENT).steps()).as("nothing new").isEmpty();
    }

    @Test
    void anOfferWithoutAnUpstreamStallsAndHarmsNothingElse() {
        Observations nothing = fresh(DEMO.upstream(null)).upstream(UpstreamView.NONE);

        assertThat(nothing.condition(ConditionType.UPSTREAM_HEALTHY).reason()).isEqualTo("InvalidSpec");
        assertThat(nothing.condition(ConditionType.ROUTE_PUBLISHED).reason()).isEqualTo("InvalidSpec");
        assertThat(nothing.served().condition(ConditionType.PAYMENT_GATE_READY).holds())
                .isTrue();
    }

    @Test
    void anUnreadableObjectStallsOnceAndKeepsItsTransitionTimes() {
        ServiceOffer offer = DEMO.build();
        Observation seen = unreadable(offer, null);
        ServiceOfferStatus first = status(OfferPlanner.plan(seen, EntityMemory.EMPTY, Offers.NOW));

        assertThat(first.phase()).isEqualTo(Phase.Stalled);
        assertThat(Conditions.find(first.conditions(), ConditionType.STALLED)
                        .orElseThrow()
                        .message())
                .contains("spec.upstream.port");
        ServiceOfferStatus later =
                status(OfferPlanner.plan(unreadable(offer, first), EntityMemory.EMPTY, Offers.NOW.plusSeconds(3600)));
        assertThat(later).isEqualTo(first);
    }

    private static Observation unreadable(ServiceOffer offer, @Nullable ServiceOfferStatus stored) {
        return new Observation(
                null,
                new Observation.Unreadable(offer.metadata(), "spec.upstream.port \"x\" cannot be read", stored),
                settled(DEMO).upstream(),
                List.of(),
                settled(DEMO).middleware(),
                settled(DEMO).route(),
                ChildView.ABSENT,
                RouteAcceptance.PENDING,
                true,
                null,
                List.of(),
                ControllerSettings.DEFAULTS);
    }

    private static ServiceOfferStatus status(Plan<ServiceOfferStatus> plan) {
        ServiceOfferStatus status = plan.status();
        assertThat(plan.steps()).isEmpty();
        return status == null ? ServiceOfferStatus.EMPTY : status;
    }

    @Test
    void b3_anAgentOfAnotherNamespaceIsRefusedAndTheOldRouteGoes() {
        Observations edited = settled(DEMO).edited(DEMO.agent("helper", "elsewhere"));

        assertThat(edited.steps()).containsExactly("delete HTTPRoute so-demo", "delete Middleware x402-demo");
        assertThat(edited.condition(ConditionType.MODEL_READY).reason()).isEqualTo("InvalidAgentRef");
        assertThat(edited.condition(ConditionType.ROUTE_PUBLISHED).reason()).isEqualTo("InvalidAgentRef");
        assertThat(settled(DEMO)
                        .edited(DEMO.agent(null, null))
                        .condition(ConditionType.MODEL_READY)
                        .reason())
                .isEqualTo("InvalidAgentRef");
    }

    @Test
    void b3_aStaleResolutionDoesNotKeepABadAgentOnSale() {
        ServiceOfferStatus resolved = new ServiceOfferStatus(
                Phase.Ready,
                1,
                List.of(),
                null,
                null,
                null,
                null,
                null,
                new AgentResolution("m", List.of(), "hermes", "http://x"),
                null);
        Offers foreign = DEMO.agent("helper", "elsewhere").status(resolved);

        assertThat(settled(DEMO).offer(foreign.build()).steps())
                .containsExactly("delete HTTPRoute so-demo", "delete Middleware x402-demo");
    }

    @Test
    void b2_anOfferWhoseAgentIsNotReadyWaitsAndIsWithdrawn() {
        Observations waiting = settled(DEMO).edited(DEMO.agent("helper", "shop"));

        assertThat(waiting.steps()).containsExactly("delete HTTPRoute so-demo", "delete Middleware x402-demo");
        assertThat(waiting.condition(ConditionType.READY).reason()).isEqualTo("WaitingForAgent");
        assertThat(waiting.condition(ConditionType.REGISTERED).reason()).isEqualTo("Disabled");
        assertThat(waiting.has(ConditionType.STALLED)).isFalse();
        assertThat(waiting.has(ConditionType.RECONCILING)).isTrue();
    }

    @Test
    void b14_networksSpelledAsCaip2HaveTheirDefaultToken() {
        for (String network : List.of("eip155:84532", "polygon", "eip155:42161", "avalanche-fuji")) {
            assertThat(settled(DEMO.network(network)).status().price())
                    .as(network)
                    .isEqualTo("0.001 USDC/request");
        }
    }
}
