package io.offerflow.watcher.nudge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.offerflow.api.Ref;
import io.offerflow.watcher.nudge.NudgeSink.Delivery;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeyedQueueTest {
    private static final Key KEY = Key.offer(new Ref("llm", "demo"));
    private static final QueueSettings SETTINGS =
            new QueueSettings(4, new Backoff(Duration.ofMillis(200), Duration.ofSeconds(30)), Duration.ofMillis(50));

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final List<Wake> delivered = new ArrayList<>();
    private final AtomicBoolean connected = new AtomicBoolean(true);
    private KeyedQueue queue;

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void nudgesThatArriveDuringACallBecomeOne() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        start(wake -> {
            begun.countDown();
            hold(go);
            return Delivery.DELIVERED;
        });
        queue.offer(KEY, wake(1, Cause.ADDED));
        begun.await();
        queue.offer(KEY, wake(3, Cause.SPEC));
        queue.offer(KEY, wake(2, Cause.SERVICE));
        go.countDown();
        await().untilAsserted(() -> assertThat(queue.depth()).isZero());
        assertThat(delivered).hasSize(2);
        assertThat(delivered.get(1).nudge().generation()).isEqualTo(3);
        assertThat(delivered.get(1).nudge().reason()).isEqualTo("the spec changed; the upstream Service changed");
    }

    @Test
    void oneKeyThatIsRefusedDoesNotHoldUpTheOthers() {
        start(wake -> wake.generation() == 666 ? Delivery.REFUSED : Delivery.DELIVERED);
        queue.offer(Key.offer(new Ref("llm", "bad")), wake(666, Cause.SPEC));
        for (int i = 0; i < 50; i++) {
            queue.offer(Key.offer(new Ref("llm", "good-" + i)), wake(1, Cause.SPEC));
        }
        await().untilAsserted(() -> assertThat(delivered).hasSize(51));
        assertThat(queue.depth()).isOne();
        assertThat(queue.away()).isFalse();
    }

    @Test
    void asksOnceAtATimeWhileTheOtherSideIsAwayAndFreesAllWhenItIsBack() {
        AtomicBoolean up = new AtomicBoolean();
        AtomicInteger asked = new AtomicInteger();
        start(wake -> {
            asked.incrementAndGet();
            return up.get() ? Delivery.DELIVERED : Delivery.AWAY;
        });
        for (int i = 0; i < 40; i++) {
            queue.offer(Key.offer(new Ref("llm", "o-" + i)), wake(1, Cause.SPEC));
        }
        await().until(queue::away);
        await().until(() -> asked.get() >= 1 && calls() == asked.get());
        int first = asked.get();
        assertThat(first).isLessThanOrEqualTo(SETTINGS.concurrency());
        queue.tick();
        assertThat(asked).hasValue(first);
        pass(Duration.ofSeconds(1));
        await().until(() -> calls() == first + 1);
        up.set(true);
        pass(Duration.ofSeconds(31));
        await().untilAsserted(() -> assertThat(queue.depth()).isZero());
        assertThat(queue.away()).isFalse();
    }

    @Test
    void aConnectionThatComesBackEndsALongPauseAtOnce() {
        AtomicBoolean up = new AtomicBoolean();
        start(wake -> up.get() ? Delivery.DELIVERED : Delivery.AWAY);
        connected.set(false);
        queue.offer(KEY, wake(1, Cause.SPEC));
        for (int i = 0; i < 12; i++) {
            int calls = i + 1;
            await().until(() -> calls() == calls);
            pass(Duration.ofSeconds(31));
        }
        await().until(() -> calls() == 13);
        up.set(true);
        connected.set(true);
        pass(Duration.ofSeconds(1));
        await().untilAsserted(() -> assertThat(queue.depth()).isZero());
    }

    @Test
    void losesNothingUnderRealThreadsAndFailures() {
        Map<Key, AtomicInteger> inFlight = new ConcurrentHashMap<>();
        Map<Key, Long> seen = new ConcurrentHashMap<>();
        AtomicBoolean doubled = new AtomicBoolean();
        queue = new KeyedQueue(
                new QueueSettings(8, new Backoff(Duration.ofMillis(1), Duration.ofMillis(4)), Duration.ZERO),
                new Sink((key, wake) -> {
                    AtomicInteger mine = inFlight.computeIfAbsent(key, k -> new AtomicInteger());
                    doubled.compareAndSet(false, mine.incrementAndGet() > 1);
                    Thread.yield();
                    mine.decrementAndGet();
                    int dice = ThreadLocalRandom.current().nextInt(10);
                    if (dice < 2) {
                        return dice == 0 ? Delivery.AWAY : Delivery.REFUSED;
                    }
                    seen.merge(key, wake.generation(), Math::max);
                    return Delivery.DELIVERED;
                }),
                InstantSource.system(),
                metrics);
        for (long generation = 1; generation <= 200; generation++) {
            for (int key = 0; key < 20; key++) {
                queue.offer(Key.offer(new Ref("llm", "o-" + key)), wake(generation, Cause.SPEC));
            }
        }
        await().pollInterval(Duration.ofMillis(5)).until(() -> {
            queue.tick();
            return queue.depth() == 0;
        });
        assertThat(seen).hasSize(20).allSatisfy((key, generation) -> assertThat(generation)
                .isEqualTo(200));
        assertThat(doubled).isFalse();
    }

    @Test
    void aSinkThatThrowsIsAskedAgain() {
        AtomicInteger asked = new AtomicInteger();
        start(wake -> {
            if (asked.incrementAndGet() == 1) {
                throw new IllegalStateException("bug");
            }
            return Delivery.DELIVERED;
        });
        queue.offer(KEY, wake(1, Cause.SPEC));
        await().until(() -> calls() == 1);
        pass(Duration.ofSeconds(1));
        await().untilAsserted(() -> assertThat(queue.depth()).isZero());
        assertThat(asked).hasValue(2);
    }

    @Test
    void countsNudgesByReasonAndResult() {
        start(wake -> Delivery.DELIVERED);
        queue.offer(KEY, wake(1, Cause.CHILD_GONE));
        await().untilAsserted(() -> assertThat(
                        metrics.counter("offerflow.watcher.nudges", "reason", "child_gone", "result", "delivered")
                                .count())
                .isEqualTo(1));
    }

    private record Sink(java.util.function.BiFunction<Key, Wake, Delivery> answer) implements NudgeSink {
        @Override
        public Delivery deliver(Key key, Wake wake) {
            return answer.apply(key, wake);
        }

        @Override
        public boolean connected() {
            return true;
        }
    }

    private void start(Function<Wake, Delivery> answer) {
        queue = new KeyedQueue(
                SETTINGS,
                new NudgeSink() {
                    @Override
                    public Delivery deliver(Key key, Wake wake) {
                        synchronized (delivered) {
                            delivered.add(wake);
                        }
                        return answer.apply(wake);
                    }

                    @Override
                    public boolean connected() {
                        return connected.get();
                    }
                },
                now::get,
                metrics);
    }

    private static Wake wake(long generation, Cause cause) {
        return new Wake("uid", generation, new TreeMap<>(Map.of(cause, cause.sentence())), true);
    }

    /** Calls that have been answered and noted. */
    private long calls() {
        return metrics.find("offerflow.watcher.signal").timers().stream()
                .mapToLong(io.micrometer.core.instrument.Timer::count)
                .sum();
    }

    private void pass(Duration time) {
        now.updateAndGet(instant -> instant.plus(time));
        queue.tick();
    }

    private static void hold(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
