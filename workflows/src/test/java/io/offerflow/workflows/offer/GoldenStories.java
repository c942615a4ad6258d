package io.offerflow.workflows.offer;

import static org.awaitility.Awaitility.await;

import io.offerflow.api.ServiceOfferStatus.Phase;
import io.offerflow.workflows.entity.ChildKind;
import io.temporal.api.enums.v1.EventType;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Lives of offers whose histories are kept and replayed against every later version of the workflow. */
final class GoldenStories {
    private GoldenStories() {}

    static Map<String, Consumer<OfferWorld>> all() {
        Map<String, Consumer<OfferWorld>> stories = new LinkedHashMap<>();
        stories.put("first-convergence", GoldenStories::firstConvergence);
        stories.put("edit-and-pause", GoldenStories::editAndPause);
        stories.put("drain", GoldenStories::drain);
        stories.put("deletion", GoldenStories::deletion);
        stories.put("cluster-away", GoldenStories::clusterAway);
        stories.put("field-conflict", GoldenStories::fieldConflict);
        return stories;
    }

    private static void firstConvergence(OfferWorld world) {
        world.cluster.settings(new ControllerSettings("traefik/traefik-gateway", "web", "http://gate", true, 2_000));
        world.selling(Offers.demo());
        world.nudge("unchanged");
        world.awaitQuiet();
    }

    private static void editAndPause(OfferWorld world) {
        world.selling(Offers.demo());
        world.cluster.edit(o -> o.priced("0.002").path("/moved"));
        world.nudge("edited");
        world.awaitQuiet();
        world.cluster.upstreamAnswers(503);
        world.nudge("upstream");
        world.awaitPhase(Phase.Reconciling);
        world.awaitQuiet();
        world.workflow().pause();
        world.workflow().resume();
        world.awaitQuiet();
    }

    private static void drain(OfferWorld world) {
        world.selling(Offers.demo().draining(Offers.NOW.plusSeconds(600), "10m"));
        world.temporal.sleep(Duration.ofMinutes(21));
        await().until(() -> !world.cluster.children().containsKey(ChildKind.HTTP_ROUTE));
        world.awaitQuiet();
    }

    private static void deletion(OfferWorld world) {
        world.selling(Offers.demo());
        world.cluster.delete();
        world.nudge("deleted");
        await().until(() ->
                world.history().getLast().getEventType() == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED);
    }

    private static void clusterAway(OfferWorld world) {
        world.activities.away(true);
        world.cluster.create(Offers.demo());
        world.nudge("added");
        await().until(() ->
                !world.events(EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED).isEmpty());
        world.temporal.sleep(Duration.ofMinutes(2));
        world.activities.away(false);
        world.temporal.sleep(Duration.ofSeconds(6));
        world.awaitPhase(Phase.Ready);
        world.awaitQuiet();
    }

    private static void fieldConflict(OfferWorld world) {
        world.selling(Offers.demo());
        for (int i = 0; i < 4; i++) {
            world.cluster.handEdit(ChildKind.HTTP_ROUTE, "argocd");
            world.nudge("drift");
            world.awaitQuiet();
        }
        world.awaitPhase(Phase.Stalled);
        world.temporal.sleep(Duration.ofMinutes(11));
        world.awaitPhase(Phase.Ready);
        world.awaitQuiet();
    }
}
