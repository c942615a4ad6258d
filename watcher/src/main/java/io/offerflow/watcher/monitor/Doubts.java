package io.offerflow.watcher.monitor;

import io.offerflow.api.Ref;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides when a difference between a measurement and the stored condition deserves a nudge.
 *
 * <ol>
 *   <li>It must have lasted for {@code settle}: during a pass the workflow measures by itself and writes first.
 *   <li>The same value is told at most once per {@code damping}: something that flaps costs one nudge a direction in that time.
 *   <li>A difference that stays although it was told is told again after {@code repeat}, doubled each time up to {@code cap}.
 * </ol>
 *
 * <p>Not thread-safe.
 */
final class Doubts {
    /** {@code repeat} may be zero: then nothing is told twice. */
    record Rules(Duration settle, Duration damping, Duration repeat, Duration cap) {}

    private static final class Doubt {
        private final Map<String, Instant> told = new HashMap<>();
        private @Nullable String value;
        private Instant since = Instant.MIN;
        private int repeats;
    }

    private final Rules rules;
    private final Map<Ref, Doubt> doubts = new HashMap<>();

    Doubts(Rules rules) {
        this.rules = rules;
    }

    /** The measurement is what the status says. */
    void agree(Ref ref) {
        Doubt doubt = doubts.get(ref);
        if (doubt != null) {
            doubt.value = null;
            doubt.repeats = 0;
        }
    }

    /** The measurement is {@code value} and the status says otherwise. True when a nudge is due; it then counts as told. */
    boolean differ(Ref ref, String value, Instant now) {
        Doubt doubt = doubts.computeIfAbsent(ref, r -> new Doubt());
        if (!value.equals(doubt.value)) {
            doubt.value = value;
            doubt.since = now;
            doubt.repeats = 0;
        }
        if (now.isBefore(doubt.since.plus(rules.settle()))) {
            return false;
        }
        Instant last = doubt.told.get(value);
        if (last != null && (now.isBefore(last.plus(rules.damping())) || !repeatDue(doubt, last, now))) {
            return false;
        }
        doubt.told.put(value, now);
        doubt.repeats++;
        return true;
    }

    void keepOnly(Set<Ref> refs) {
        doubts.keySet().retainAll(refs);
    }

    void clear() {
        doubts.clear();
    }

    private boolean repeatDue(Doubt doubt, Instant last, Instant now) {
        if (doubt.repeats == 0) {
            return true;
        }
        if (rules.repeat().isZero()) {
            return false;
        }
        long pause = rules.repeat().toMillis() << Math.min(doubt.repeats - 1, 20);
        return !now.isBefore(last.plusMillis(Math.min(pause, rules.cap().toMillis())));
    }
}
