package io.offerflow.flows.bench;

import io.offerflow.api.Ref;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/** One offer after the other at a steady pace; each is followed to its first 402 and to Ready. */
final class OneByOne {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** Milliseconds since the API server's answer to the creation. */
    record Times(long priced, long ready) {}

    private final Market market;
    private final Duration pace;

    OneByOne(Market market, Duration pace) {
        this.market = market;
        this.pace = pace;
    }

    List<Times> run(List<Ref> offers) throws InterruptedException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Times>> running = new ArrayList<>();
            long next = System.nanoTime();
            for (Ref offer : offers) {
                LockSupport.parkNanos(next - System.nanoTime());
                next += pace.toNanos();
                running.add(threads.submit(() -> follow(offer)));
            }
            List<Times> times = new ArrayList<>();
            for (Future<Times> offer : running) {
                times.add(offer.get());
            }
            return times;
        } catch (ExecutionException e) {
            throw new IllegalStateException("an offer did not converge", e.getCause());
        }
    }

    private Times follow(Ref offer) throws InterruptedException, TimeoutException {
        long created = market.create(offer);
        long priced = market.awaitPriced(offer, PATIENCE);
        long ready = market.awaitReady(offer, PATIENCE);
        return new Times(millis(priced - created), millis(ready - created));
    }

    private static long millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(Math.max(0, nanos));
    }
}
