package io.offerflow.workflows.offer;

import static io.offerflow.workflows.offer.Observations.fresh;
import static io.offerflow.workflows.offer.Observations.settled;
import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.api.ServiceOfferSpec.Upstream;
import io.offerflow.api.ServiceOfferStatus;
import io.offerflow.api.condition.ConditionType;
import io.offerflow.api.route.GateMode;
import io.offerflow.api.upstream.UpstreamView;
import io.offerflow.workflows.entity.ChildView;
import io.offerflow.workflows.entity.Rendered;
import io.offerflow.workflows.entity.Step;
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
    void theRouteMatchesThePathAndLeadsThroughTheMiddlewareToTheUpstream() {
        Rendered route = OfferChildren.render(DEMO.build(), ControllerSettings.DEFAULTS, GateMode.ForwardAuth)
                .get(1);

        assertThat(route.name()).isEqualTo("so-demo");
        assertThat(route.manifest().toString())
                .contains("type=PathPrefix, value=/services/demo")
                .contains("kind=Middleware, name=x402-demo")
                .contains("name=backend, port=8080");
        assertThat(OfferChildren.render(DEMO.build(), ControllerSettings.DEFAULTS, GateMode.ForwardAuth)
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
        return OfferChildren.render(draft.build(), ControllerSettings.DEFAULTS, GateMode.ForwardAuth).stream()
                .map(Rendered::hash)
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
}
