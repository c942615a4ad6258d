package io.offerflow.workflows.offer;

import io.offerflow.api.Ref;
import io.offerflow.workflows.entity.Applied;
import io.offerflow.workflows.entity.Steps;
import io.temporal.failure.ApplicationFailure;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The activities over the model, with the troubles that clusters have. */
final class ModelActivities implements OfferActivities {
    /** What the process holds to do its work, and history must never see. */
    static final String SECRET = "token-5up3r53cr37";

    final AtomicInteger observed = new AtomicInteger();
    final AtomicInteger applied = new AtomicInteger();
    final AtomicInteger reported = new AtomicInteger();
    private final ClusterModel cluster;
    private final LongSupplier clock;
    private final String credential = SECRET;
    private volatile boolean away;
    private volatile boolean broken;
    private volatile @Nullable CountDownLatch stuck;

    ModelActivities(ClusterModel cluster, LongSupplier clock) {
        this.cluster = cluster;
        this.clock = clock;
    }

    void away(boolean isAway) {
        away = isAway;
    }

    /** Applying fails in a way that nobody foresaw. */
    void broken(boolean isBroken) {
        broken = isBroken;
    }

    /** The next apply hangs until the latch opens. */
    CountDownLatch stick() {
        CountDownLatch latch = new CountDownLatch(1);
        stuck = latch;
        return latch;
    }

    @Override
    public Observation observe(Ref ref) {
        observed.incrementAndGet();
        reach();
        return cluster.observe();
    }

    @Override
    public Applied<Observation> apply(Steps steps) {
        applied.incrementAndGet();
        reach();
        if (broken) {
            throw ApplicationFailure.newNonRetryableFailure("an activity has a bug", "Unforeseen");
        }
        CountDownLatch latch = stuck;
        if (latch != null) {
            stuck = null;
            await(latch);
        }
        return cluster.apply(steps);
    }

    @Override
    public void report(Report report) {
        reported.incrementAndGet();
        reach();
        cluster.report(report.uid(), report.status());
    }

    @Override
    public void setPaused(Ref ref, boolean paused) {
        reach();
        cluster.edit(o -> o.paused(paused));
    }

    private void reach() {
        cluster.at(Instant.ofEpochMilli(clock.getAsLong()));
        if (away || credential.isEmpty()) {
            throw ApplicationFailure.newFailure("the API server is away", CLUSTER_UNAVAILABLE);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(20, TimeUnit.SECONDS)) {
                throw new IllegalStateException("nobody freed the stuck apply");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
