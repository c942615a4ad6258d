package io.offerflow.watcher.nudge;

import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.api.Ref;
import io.offerflow.watcher.nudge.NudgeSink.Delivery;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Any interleaving of offers, answers and waiting. */
class KeyedQueueProperties {
    private static final int KEYS = 4;
    private static final int CONCURRENCY = 2;
    private static final Duration CAP = Duration.ofSeconds(30);

    /** What happens next: {@code kind} picks an offer, a call, an answer to a call or the passing of time. */
    record Event(int kind, int pick, int amount) {}

    @Provide
    Arbitrary<List<Event>> stories() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 6),
                        Arbitraries.integers().between(0, 63),
                        Arbitraries.integers().between(1, 20_000))
                .as(Event::new)
                .list()
                .ofMaxSize(120);
    }

    @Property
    void everyKeysLastNudgeIsDeliveredAndNoKeyIsCalledTwiceAtOnce(
            @ForAll("stories") List<Event> story, @ForAll long seed) {
        Run run = new Run(new Random(seed));
        story.forEach(run::happen);
        run.drain();
        assertThat(run.undelivered).isEmpty();
        assertThat(run.backlog.depth()).isZero();
    }

    @Property
    void theLongestPauseIsTheCap(@ForAll("stories") List<Event> story, @ForAll long seed) {
        Run run = new Run(new Random(seed));
        for (Event event : story) {
            run.happen(event);
            run.backlog.due(run.now).ifPresent(due -> assertThat(Duration.between(run.now, due))
                    .isLessThanOrEqualTo(CAP));
        }
    }

    @Property
    void nothingIsDeliveredAfterForgettingUnlessOfferedAgain(
            @ForAll("stories") List<Event> story, @ForAll("stories") List<Event> later, @ForAll long seed) {
        Run run = new Run(new Random(seed));
        story.forEach(run::happen);
        run.backlog.clear();
        run.undelivered.clear();
        run.newCallsSince = 0;
        later.stream().filter(event -> event.kind() > 1).forEach(run::happen);
        assertThat(run.newCallsSince).as("calls begun without a new offer").isZero();
        later.forEach(run::happen);
        run.drain();
        assertThat(run.undelivered).isEmpty();
        assertThat(run.backlog.depth()).isZero();
    }

    /** What was offered: with the next serial number, for telling later offers of the same cause from earlier ones. */
    private record Offered(long serial, long generation, boolean starts) {}

    /** A model beside the real thing: which causes of which key were offered and not delivered since. */
    private static final class Run {
        private final Backlog backlog;
        private final Map<Key, Map<Cause, Offered>> undelivered = new HashMap<>();
        private final List<Backlog.Call> flying = new ArrayList<>();
        private Instant now = Instant.EPOCH;
        private long serial;
        private int newCallsSince;

        private Run(Random random) {
            this.backlog = new Backlog(CONCURRENCY, new Backoff(Duration.ofMillis(200), CAP), random);
        }

        private void happen(Event event) {
            switch (event.kind()) {
                case 0, 1 -> offer(event);
                case 2 -> call();
                case 3, 4 -> answer(event, Delivery.DELIVERED);
                case 5 -> answer(event, event.pick() % 2 == 0 ? Delivery.AWAY : Delivery.REFUSED);
                default -> now = now.plusMillis(event.amount());
            }
        }

        private void offer(Event event) {
            Key key = Key.offer(new Ref("ns", "k" + event.pick() % KEYS));
            Cause cause = Cause.values()[event.amount() % 5];
            Offered offered = new Offered(++serial, event.amount() % 7, event.amount() % 3 == 0);
            newCallsSince = 0;
            undelivered.computeIfAbsent(key, k -> new TreeMap<>()).put(cause, offered);
            backlog.offer(
                    key,
                    new Wake(
                            "uid",
                            offered.generation(),
                            new TreeMap<>(Map.of(cause, Long.toString(serial))),
                            offered.starts()),
                    now);
        }

        private void call() {
            Optional<Backlog.Call> call = backlog.next(now);
            call.ifPresent(made -> {
                flying.add(made);
                newCallsSince++;
                Set<Key> keys = new HashSet<>();
                flying.forEach(c -> assertThat(keys.add(c.key()))
                        .as("two calls for %s", c.key())
                        .isTrue());
                assertThat(flying).hasSizeLessThanOrEqualTo(CONCURRENCY);
            });
        }

        private void answer(Event event, Delivery delivery) {
            if (flying.isEmpty()) {
                return;
            }
            Backlog.Call call = flying.remove(event.pick() % flying.size());
            if (delivery == Delivery.DELIVERED) {
                Map<Cause, Offered> words = undelivered.getOrDefault(call.key(), new TreeMap<>());
                words.entrySet().removeIf(word -> carried(word.getKey(), word.getValue(), call.wake()));
                if (words.isEmpty()) {
                    undelivered.remove(call.key());
                }
            }
            backlog.done(call, delivery, now);
        }

        /** A call speaks for an offer when it tells its cause in words as new, about a generation as new, and starts as asked. */
        private static boolean carried(Cause cause, Offered offered, Wake wake) {
            String word = wake.causes().get(cause);
            if (word == null || Long.parseLong(word) < offered.serial()) {
                return false;
            }
            assertThat(wake.generation()).isGreaterThanOrEqualTo(offered.generation());
            assertThat(wake.starts() || !offered.starts()).isTrue();
            return true;
        }

        private void drain() {
            for (int round = 0; round < 1_000 && (backlog.depth() > 0 || !flying.isEmpty()); round++) {
                call();
                if (flying.isEmpty()) {
                    now = backlog.due(now).orElse(now.plusMillis(1));
                } else {
                    answer(new Event(3, 0, 0), Delivery.DELIVERED);
                }
            }
        }
    }
}
