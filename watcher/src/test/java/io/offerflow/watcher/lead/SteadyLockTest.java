package io.offerflow.watcher.lead;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElector;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaderElectionRecord;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.Lock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SteadyLockTest {
    @Test
    void aFailureThatTheElectorDoesNotKnowIsTriedAgain() {
        AtomicBoolean leads = new AtomicBoolean();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                KubernetesClient nowhere =
                        new KubernetesClientBuilder().withConfig(Config.empty()).build()) {
            CompletableFuture<?> candidacy = new LeaderElector(
                            nowhere,
                            new LeaderElectionConfigBuilder()
                                    .withName("test")
                                    .withLock(new SteadyLock(new Stumbling()))
                                    .withLeaseDuration(Duration.ofSeconds(3))
                                    .withRenewDeadline(Duration.ofSeconds(2))
                                    .withRetryPeriod(Duration.ofMillis(50))
                                    .withLeaderCallbacks(new LeaderCallbacks(
                                            () -> leads.set(true), () -> leads.set(false), leader -> {}))
                                    .build(),
                            threads)
                    .start();
            await().untilTrue(leads);
            candidacy.cancel(true);
        }
    }

    /** Nobody holds it; it fails the first time. */
    private static final class Stumbling implements Lock {
        private final AtomicInteger gets = new AtomicInteger();

        @Override
        public LeaderElectionRecord get(KubernetesClient client) {
            if (gets.incrementAndGet() == 1) {
                throw new IllegalStateException("the connection went away at a bad moment");
            }
            return null;
        }

        @Override
        public void create(KubernetesClient client, LeaderElectionRecord record) {}

        @Override
        public void update(KubernetesClient client, LeaderElectionRecord record) {}

        @Override
        public String identity() {
            return "me";
        }

        @Override
        public String describe() {
            return "a lock that stumbles";
        }
    }
}
