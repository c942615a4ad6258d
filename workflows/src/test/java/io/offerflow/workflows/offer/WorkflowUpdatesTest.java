package io.offerflow.workflows.offer;

import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.api.condition.Condition;
import io.offerflow.workflows.entity.ChildKind;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What people ask and tell a workflow. */
class WorkflowUpdatesTest {
    private final OfferWorld world = new OfferWorld();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void reconcileNowAnswersAfterAPassThatBeganAfterTheCall() {
        world.selling(Offers.demo());
        world.cluster.upstreamAnswers(503);

        assertThat(world.workflow().reconcileNow()).isEqualTo("Reconciling: UpstreamHealthy: GET /health answered 503");
    }

    @Test
    void pauseWritesTheSpecAndFreezesAndResumeMends() {
        world.selling(Offers.demo());

        assertThat(world.workflow().pause()).startsWith("Paused: ");
        assertThat(Objects.requireNonNull(world.cluster.offer()).pausedBySpec()).isTrue();
        world.cluster.deleteChild(ChildKind.HTTP_ROUTE);
        world.nudge("route deleted");
        world.awaitQuiet();
        assertThat(world.cluster.children()).doesNotContainKey(ChildKind.HTTP_ROUTE);

        assertThat(world.workflow().resume()).startsWith("Ready: ");
        assertThat(world.cluster.children()).containsKey(ChildKind.HTTP_ROUTE);
    }

    @Test
    void queriesTellTheStory() {
        world.selling(Offers.demo());
        ServiceOfferWorkflow workflow = world.workflow();

        assertThat(workflow.describe())
                .contains(
                        "**ServiceOffer shop/demo** Ready: on sale at /services/demo",
                        "`/services/demo` costs 0.001 USDC/request",
                        "| UpstreamHealthy | True | Healthy | GET /health answered 200 |");
        assertThat(workflow.conditions())
                .extracting(Condition::type)
                .containsExactly(
                        "ModelReady", "UpstreamHealthy", "PaymentGateReady", "RoutePublished", "Registered", "Ready");
        assertThat(workflow.plan()).containsExactly("nothing to do at generation 1");
        assertThat(workflow.timeline().getFirst().what()).contains("apply HTTPRoute so-demo");
        assertThat(workflow.timeline().getLast().what()).isEqualTo("Ready: on sale at /services/demo");
    }

    @Test
    void thePlanQuerySaysWhenItWakes() {
        world.selling(Offers.demo().draining(Offers.NOW.plusSeconds(60), "60s"));

        assertThat(world.workflow().plan())
                .containsExactly(
                        "nothing to do at generation 1", "wakes at " + Offers.NOW.plusSeconds(120) + ": end of sale");
    }

    @Test
    void whatAnOfferSaysCannotBreakTheTable() {
        world.selling(Offers.demo().type("inference").model("a|b\nc"));

        assertThat(world.workflow().describe()).contains("sells a\\|b c");
    }
}
