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

/** Many offers, created as fast as the API server takes them. */
final class AllAtOnce {
    private static final int HANDS = 16;
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Market market;

    AllAtOnce(Market market) {
        this.market = market;
    }

    /**
     * Milliseconds since the first was sent.
     *
     * @param created until the last had its answer
     * @param ready until the last was Ready
     */
    record Times(long created, long ready) {}

    Times run(List<Ref> offers) throws InterruptedException {
        long begin = System.nanoTime();
        try (ExecutorService threads = Executors.newFixedThreadPool(HANDS)) {
            List<Future<Long>> answers = new ArrayList<>();
            offers.forEach(offer -> answers.add(threads.submit(() -> market.create(offer))));
            long created = begin;
            for (Future<Long> answer : answers) {
                created = Math.max(created, answer.get());
            }
            long ready = created;
            for (Ref offer : offers) {
                ready = Math.max(ready, market.awaitReady(offer, PATIENCE));
            }
            return new Times(
                    TimeUnit.NANOSECONDS.toMillis(created - begin), TimeUnit.NANOSECONDS.toMillis(ready - begin));
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("an offer did not converge", e);
        }
    }
}
