package io.offerflow.watcher.nudge;

import io.offerflow.watcher.nudge.NudgeSink.Delivery;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.SequencedSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What waits and what is in flight, without threads or clock: the core of {@link KeyedQueue}, which guards it with a lock.
 *
 * <p>Invariants: at most one call in flight per key; a key's wakes are joined until one call carries them; what was not delivered is joined
 * back. While the other side is away, one call at a time asks whether it is back, with growing pauses; the first success frees all.
 */
final class Backlog {
    /** One call to make. {@code round} tells calls that began before the other side was found away from those after. */
    record Call(Key key, Wake wake, long round) {}

    private record Retry(Instant due, Key key) {}

    private static final class Entry {
        private @Nullable Wake pending;
        private @Nullable Wake flying;
        private Instant since;
        private @Nullable Instant notBefore;
        private int refusals;
        private boolean forgotten;

        private Entry(Instant since) {
            this.since = since;
        }

        private void join(Wake wake) {
            pending = pending == null ? wake : pending.then(wake);
        }
    }

    private final int concurrency;
    private final Backoff backoff;
    private final RandomGenerator random;
    private final Map<Key, Entry> entries = new HashMap<>();
    private final SequencedSet<Key> ready = new LinkedHashSet<>();
    private final PriorityQueue<Retry> retries =
            new PriorityQueue<>((a, b) -> a.due().compareTo(b.due()));
    private int inFlight;
    private long round;
    private int awayRounds;
    private @Nullable Instant awayUntil;

    Backlog(int concurrency, Backoff backoff, RandomGenerator random) {
        this.concurrency = concurrency;
        this.backoff = backoff;
        this.random = random;
    }

    void offer(Key key, Wake wake, Instant now) {
        Entry entry = entries.computeIfAbsent(key, k -> new Entry(now));
        entry.join(wake);
        if (entry.flying == null && entry.notBefore == null) {
            ready.add(key);
        }
    }

    /** The next call that may be made now; the caller makes it and reports with {@link #done}. */
    Optional<Call> next(Instant now) {
        while (!retries.isEmpty() && !retries.peek().due().isAfter(now)) {
            release(retries.remove());
        }
        if (ready.isEmpty() || inFlight >= limit(now)) {
            return Optional.empty();
        }
        Key key = ready.removeFirst();
        Entry entry = entries.get(key);
        Wake wake = entry.pending;
        entry.pending = null;
        entry.flying = wake;
        inFlight++;
        return Optional.of(new Call(key, wake, round));
    }

    void done(Call call, Delivery delivery, Instant now) {
        inFlight--;
        Entry entry = entries.get(call.key());
        entry.flying = null;
        if (delivery == Delivery.AWAY) {
            away(call, now);
        } else {
            awayUntil = null;
            awayRounds = 0;
        }
        if (delivery == Delivery.DELIVERED || entry.forgotten) {
            settled(call.key(), entry, now);
            return;
        }
        entry.pending = entry.pending == null ? call.wake() : call.wake().then(entry.pending);
        if (delivery == Delivery.REFUSED) {
            entry.refusals++;
            entry.notBefore = now.plus(backoff.after(entry.refusals, random));
            retries.add(new Retry(entry.notBefore, call.key()));
        } else {
            // Last in line: if only this key's call hangs, the others must not wait behind it.
            ready.add(call.key());
        }
    }

    /** The other side seems to be back: ask at once, and again soon if it is not quite. */
    void resume(Instant now) {
        if (awayUntil != null) {
            awayUntil = now;
            awayRounds = 0;
        }
    }

    /** Forgets what waits. Calls in flight end as they end, and are not repeated. */
    void clear() {
        ready.clear();
        retries.clear();
        entries.values().removeIf(entry -> entry.flying == null);
        entries.values().forEach(entry -> {
            entry.pending = null;
            entry.forgotten = true;
        });
    }

    boolean away() {
        return awayUntil != null;
    }

    /** Keys that wait or are in flight. */
    int depth() {
        return entries.size();
    }

    /** How long the oldest undelivered wake has been waiting. */
    Duration age(Instant now) {
        return entries.values().stream()
                .map(entry -> Duration.between(entry.since, now))
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    /** When {@link #next} may have something that it has not now, other than by an offer or an answer. */
    Optional<Instant> due(Instant now) {
        Instant due = retries.isEmpty() ? null : retries.peek().due();
        if (!ready.isEmpty() && inFlight == 0 && awayUntil != null && (due == null || awayUntil.isBefore(due))) {
            due = awayUntil;
        }
        return Optional.ofNullable(due).filter(at -> at.isAfter(now));
    }

    private int limit(Instant now) {
        if (awayUntil == null) {
            return concurrency;
        }
        return awayUntil.isAfter(now) ? 0 : 1;
    }

    private void release(Retry retry) {
        Entry entry = entries.get(retry.key());
        if (entry != null && retry.due().equals(entry.notBefore)) {
            entry.notBefore = null;
            ready.add(retry.key());
        }
    }

    /** Nothing of this call is left to do; what came meanwhile is next. */
    private void settled(Key key, Entry entry, Instant now) {
        if (entry.pending == null) {
            entries.remove(key);
            return;
        }
        entry.forgotten = false;
        entry.refusals = 0;
        entry.since = now;
        ready.add(key);
    }

    /** Calls of an earlier round failed together with the one that was counted. */
    private void away(Call call, Instant now) {
        if (awayUntil != null && call.round() != round) {
            return;
        }
        round++;
        awayRounds++;
        awayUntil = now.plus(backoff.after(awayRounds, random));
    }
}
