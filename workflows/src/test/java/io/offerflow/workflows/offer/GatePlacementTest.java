package io.offerflow.workflows.offer;

import static io.offerflow.workflows.offer.Observations.fresh;
import static io.offerflow.workflows.offer.Observations.settled;
import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.api.condition.Condition;
import io.offerflow.api.condition.ConditionType;
import io.offerflow.api.name.Names;
import io.offerflow.api.route.GateMode;
import io.offerflow.workflows.entity.ChildKind;
import io.offerflow.workflows.entity.ChildView;
import io.offerflow.workflows.entity.Rendered;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether the Gateway asks the gate, or requests pass through it. */
class GatePlacementTest {
    private static final Offers DEMO = Offers.demo();
    private static final String GRANT = Names.referenceGrant(DEMO.build().ref());
    private static final ChildView THERE = new ChildView(true, "another", true, null);

    @ParameterizedTest
    @CsvSource({
        "http,,,true,ForwardAuth",
        "http,,,false,Proxy",
        "http,Auto,Upfront,true,ForwardAuth",
        "http,Auto,OnSuccess,true,Proxy",
        "http,Proxy,Upfront,true,Proxy",
        "http,ForwardAuth,,false,ForwardAuth",
        "fine-tuning,,,true,ForwardAuth",
        "inference,,,true,Proxy",
        "inference,,Upfront,true,ForwardAuth",
    })
    void theGatewayAsksOnlyWhereItCanAndMoneyMovesFirst(
            String type, String gate, String settlement, boolean forwardAuth, GateMode mode) {
        assertThat(OfferChildren.mode(DEMO.type(type).gate(gate, settlement).build(), forwardAuth))
                .isEqualTo(mode);
    }

    @Test
    void aProxiedOfferIsConsentedToThenLoadedThenRoutedToTheGate() {
        assertThat(fresh(DEMO.gate("Proxy", null)).steps())
                .containsExactly(
                        "write first status",
                        "apply ReferenceGrant " + GRANT,
                        fresh(DEMO.gate("Proxy", null)).steps().get(2),
                        "apply HTTPRoute so-demo",
                        "wait for the Gateway's word about so-demo");
        assertThat(fresh(DEMO.gate("Proxy", null)).steps().get(2)).startsWith("wait for the gate to load route");
        Observations done = settled(DEMO.gate("Proxy", null));
        assertThat(done.steps()).isEmpty();
        assertThat(done.condition(ConditionType.READY).status()).isEqualTo(Condition.Status.True);
    }

    @Test
    void theRouteOfAProxiedOfferLeadsToTheGateAndNeedsNoTraefik() {
        List<Rendered> children = OfferChildren.render(DEMO.build(), ControllerSettings.DEFAULTS, GateMode.Proxy);
        assertThat(children)
                .extracting(Rendered::kind)
                .containsExactly(ChildKind.REFERENCE_GRANT, ChildKind.HTTP_ROUTE);
        assertThat(children.get(0).manifest().toString())
                .contains("namespace=x402")
                .contains("from=[{group=gateway.networking.k8s.io, kind=HTTPRoute, namespace=shop}]")
                .contains("to=[{group=, kind=Service, name=x402-verifier}]")
                .doesNotContain("ownerReferences");
        assertThat(children.get(1).manifest().toString())
                .contains("type=PathPrefix, value=/services/demo")
                .contains("name=x402-verifier, namespace=x402, port=8081")
                .contains("ownerReferences")
                .doesNotContain("filters")
                .doesNotContain("traefik.io");
    }

    @Test
    void whatTheOtherWayLeftGoesOnlyWhenTheRouteNeedsItNoMore() {
        Observations moving = settled(DEMO).withoutForwardAuth();
        assertThat(moving.steps())
                .contains("apply ReferenceGrant " + GRANT, "apply HTTPRoute so-demo")
                .doesNotContain("delete Middleware x402-demo");
        assertThat(moving.childrenInPlace().steps()).containsExactly("delete Middleware x402-demo");
        Observations back = settled(DEMO).grant(THERE);
        assertThat(back.steps()).containsExactly("delete ReferenceGrant " + GRANT);
    }

    @Test
    void deletionTakesTheConsentAwayAfterTheRoute() {
        List<String> steps = settled(DEMO.gate("Proxy", null).deleting()).steps();
        assertThat(steps)
                .containsSubsequence("delete HTTPRoute so-demo", "delete ReferenceGrant " + GRANT, "remove finalizer");
    }
}
