package io.offerflow.dev.watcher;

import io.offerflow.api.Ref;
import io.offerflow.watcher.nudge.Cause;
import io.offerflow.watcher.nudge.Key;
import io.offerflow.watcher.nudge.NudgeSink;
import io.offerflow.watcher.nudge.Wake;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Takes every nudge and remembers it. */
final class RecordedNudges implements NudgeSink {
    private final List<Told> told = new CopyOnWriteArrayList<>();

    record Told(Ref ref, Wake wake) {
        boolean says(Cause cause) {
            return wake.causes().containsKey(cause);
        }
    }

    @Override
    public Delivery deliver(Key key, Wake wake) {
        told.add(new Told(key.ref(), wake));
        return Delivery.DELIVERED;
    }

    @Override
    public boolean connected() {
        return true;
    }

    List<Told> all() {
        return told;
    }

    List<Told> of(String name) {
        return told.stream().filter(nudge -> nudge.ref().name().equals(name)).toList();
    }

    /** Whether this offer was nudged for this cause. */
    boolean has(String name, Cause cause) {
        return of(name).stream().anyMatch(nudge -> nudge.says(cause));
    }

    void clear() {
        told.clear();
    }
}
