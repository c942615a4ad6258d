package io.offerflow.flows.kill;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Gives out replicas in turn, as a Service does: one that fails its readiness check gets no new request any more, after the moment that
 * news take to go round a cluster. Nothing is tried again.
 */
final class Rotation implements AutoCloseable {
    private static final Duration PERIOD = Duration.ofMillis(100);
    private static final Duration NEWS_TAKE = Duration.ofSeconds(1);

    private final List<VerifierReplica> replicas;
    /** Replicas that have been ready, and since when they are not; {@link Long#MAX_VALUE} for those that are. */
    private final Map<VerifierReplica, Long> until = new ConcurrentHashMap<>();

    private final AtomicInteger turn = new AtomicInteger();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    Rotation(List<VerifierReplica> replicas) {
        this.replicas = List.copyOf(replicas);
        for (VerifierReplica replica : replicas) {
            threads.execute(() -> watch(replica));
        }
    }

    boolean includes(VerifierReplica replica) {
        Long end = until.get(replica);
        return end != null && (end == Long.MAX_VALUE || System.nanoTime() < end + NEWS_TAKE.toNanos());
    }

    /** @throws IllegalStateException when there is none, which is a failed request */
    VerifierReplica next() {
        int first = turn.getAndIncrement();
        for (int i = 0; i < replicas.size(); i++) {
            VerifierReplica replica = replicas.get(Math.floorMod(first + i, replicas.size()));
            if (includes(replica)) {
                return replica;
            }
        }
        throw new IllegalStateException("no replica is ready");
    }

    private void watch(VerifierReplica replica) {
        while (!Thread.currentThread().isInterrupted()) {
            replica.readiness().ifPresent(ready -> learn(replica, ready));
            LockSupport.parkNanos(PERIOD.toNanos());
        }
    }

    private void learn(VerifierReplica replica, boolean ready) {
        if (ready) {
            until.put(replica, Long.MAX_VALUE);
        } else {
            until.computeIfPresent(replica, (same, end) -> Math.min(end, System.nanoTime()));
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
