package io.offerflow.dev.watcher;

import static io.offerflow.dev.watcher.WatchedCluster.MIDDLEWARES;
import static io.offerflow.dev.watcher.WatchedCluster.NAMESPACE;
import static io.offerflow.dev.watcher.WatchedCluster.OFFERS;
import static io.offerflow.dev.watcher.WatchedCluster.ROUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.offerflow.dev.fault.Fault;
import io.offerflow.dev.fault.FaultRule;
import io.offerflow.watcher.WatcherApp;
import io.offerflow.watcher.WatcherSettings;
import io.offerflow.watcher.nudge.Cause;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a watcher that starts, leads or stops leading tells. */
class WatcherStartIT extends OnEachWatchedCluster {
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
}
