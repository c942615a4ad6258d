package io.offerflow.watcher.lead;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElector;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stands for election until closed: a leader that loses its lease becomes a candidate again. */
public final class Leadership implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);
    /** Between the loss of a lease and the next candidacy. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final KubernetesClient client;
    private final ElectionSettings settings;
    private final ScheduledExecutorService pauses = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("watcher-election").factory());
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile boolean leading;
    private volatile boolean closed;
    private volatile boolean leaderKnown;
    private @Nullable LeaderElector elector;
    private @Nullable CompletableFuture<?> candidacy;

    private Leadership(KubernetesClient client, ElectionSettings settings) {
        this.client = client;
        this.settings = settings;
    }

    /** Returns at once; {@link #leading} tells when the election is won. */
    public static Leadership stand(KubernetesClient client, ElectionSettings settings) {
        Leadership leadership = new Leadership(client, settings);
        leadership.candidate();
        return leadership;
    }

    public boolean leading() {
        return leading;
    }

    /** Why there may be no leader at all; empty once a holder of the lease was seen. */
    public Optional<String> trouble() {
        return leaderKnown
                ? Optional.empty()
                : Optional.of("the Lease " + settings.namespace() + "/" + ElectionSettings.LEASE_NAME
                        + " could not be read and written yet");
    }

    /** Gives the lease back, so that another watcher leads within seconds. */
    @Override
    public void close() {
        closed = true;
        leading = false;
        LeaderElector standing;
        synchronized (this) {
            standing = elector;
            if (candidacy != null) {
                candidacy.cancel(true);
            }
        }
        if (standing != null) {
            try {
                standing.release();
            } catch (RuntimeException unreachable) {
                LOG.warn("the lease was not given back and runs out by itself: {}", unreachable.getMessage());
            }
        }
        pauses.shutdownNow();
        threads.shutdownNow();
    }

    private synchronized void candidate() {
        if (closed) {
            return;
        }
        LeaderElector fresh = new LeaderElector(
                client,
                new LeaderElectionConfigBuilder()
                        .withName(ElectionSettings.LEASE_NAME)
                        .withLock(new SteadyLock(
                                new LeaseLock(settings.namespace(), ElectionSettings.LEASE_NAME, settings.identity())))
                        .withLeaseDuration(settings.lease())
                        .withRenewDeadline(settings.renewDeadline())
                        .withRetryPeriod(settings.retry())
                        .withLeaderCallbacks(new LeaderCallbacks(this::won, this::lost, this::observed))
                        .build(),
                threads);
        elector = fresh;
        candidacy = fresh.start();
        candidacy.whenComplete((nothing, failure) -> again());
    }

    private void again() {
        if (leading) {
            lost();
        }
        if (!closed) {
            pauses.schedule(this::candidate, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void won() {
        leading = !closed;
        LOG.info("leads identity={}", settings.identity());
    }

    private void lost() {
        if (leading) {
            leading = false;
            LOG.warn("lost the lead identity={}", settings.identity());
        }
    }

    private void observed(String leader) {
        leaderKnown = true;
        LOG.info("leader is {}", leader);
    }
}
