package io.offerflow.dev.activities;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.offerflow.api.Ref;
import io.offerflow.api.route.GateMode;
import io.offerflow.workflows.entity.ChildKind;
import io.offerflow.workflows.entity.ChildView;
import io.offerflow.workflows.entity.Rendered;
import io.offerflow.workflows.entity.Step;
import io.offerflow.workflows.entity.StepOutcome;
import io.offerflow.workflows.entity.Steps;
import io.offerflow.workflows.offer.ControllerSettings;
import io.offerflow.workflows.offer.Observation;
import io.offerflow.workflows.offer.Observation.ChildName;
import io.offerflow.workflows.offer.OfferChildren;
import io.offerflow.workflows.offer.RouteAcceptance;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Children of an offer as they are applied, seen, repaired and deleted. */
class ChildrenIT extends OnEachCluster {
    @Test
    void appliedChildrenAreOursWholeAndCarryTheirHash() {
        published("whole");
        Observation seen = observe("whole");
        for (Rendered child : rendered(seen)) {
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
        activities().apply(new Steps(new Ref(NAMESPACE, "orphaned"), "", "", 0, steps));
        assertThat(observe("orphaned").orphans()).isEmpty();
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

    private static List<Rendered> rendered(Observation seen) {
        return OfferChildren.render(seen.offer(), ControllerSettings.DEFAULTS, GateMode.ForwardAuth);
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
