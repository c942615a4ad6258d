package io.offerflow.dev.kube;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All objects in memory, and the last changes to them. One counter gives resourceVersions; every change takes exactly one number.
 *
 * <p>Readers of changes pull them from the window at their own pace, so nobody who is slow holds up a write; who falls out of the
 * window is told so and must list again.
 */
final class ObjectStore {

    /** Changes that are remembered for watches. */
    static final int WINDOW = 20_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, TreeMap<ObjectKey, ObjectNode>> tables = new HashMap<>();
    private final @Nullable Change[] window = new @Nullable Change[WINDOW];
    private long revision = 1;

    /** Runs a read or a whole read-modify-write by itself. */
    <T> T exclusively(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    long revision() {
        return exclusively(() -> revision);
    }

    @Nullable
    ObjectNode get(String storage, ObjectKey key) {
        lock.lock();
        try {
            TreeMap<ObjectKey, ObjectNode> table = tables.get(storage);
            return table == null ? null : table.get(key);
        } finally {
            lock.unlock();
        }
    }

    /** Objects in order; an empty namespace means all. */
    List<ObjectNode> list(String storage, String namespace) {
        return exclusively(() -> {
            TreeMap<ObjectKey, ObjectNode> table = tables.getOrDefault(storage, new TreeMap<>());
            return namespace.isEmpty()
                    ? new ArrayList<>(table.values())
                    : new ArrayList<>(table.subMap(new ObjectKey(namespace, ""), new ObjectKey(namespace + "\0", ""))
                            .values());
        });
    }

    /** Stores the object under the next resourceVersion and returns it as stored. */
    ObjectNode put(String storage, ObjectKey key, ObjectNode object) {
        return exclusively(() -> {
            long next = revision + 1;
            ObjectNode stored = object.deepCopy();
            stored.withObjectProperty("metadata").put("resourceVersion", Long.toString(next));
            ObjectNode before =
                    tables.computeIfAbsent(storage, s -> new TreeMap<>()).put(key, stored);
            commit(new Change(next, storage, key, before, stored));
            return stored;
        });
    }

    void remove(String storage, ObjectKey key) {
        lock.lock();
        try {
            TreeMap<ObjectKey, ObjectNode> table = tables.get(storage);
            ObjectNode before = table == null ? null : table.remove(key);
            if (before != null) {
                long next = revision + 1;
                ObjectNode last = before.deepCopy();
                last.withObjectProperty("metadata").put("resourceVersion", Long.toString(next));
                commit(new Change(next, storage, key, last, null));
            }
        } finally {
            lock.unlock();
        }
    }

    private void commit(Change change) {
        revision = change.revision();
        window[(int) (revision % WINDOW)] = change;
        changed.signalAll();
    }

    /**
     * The changes after a revision, oldest first; waits for one up to the given time.
     *
     * @throws ApiFailure 410 when they are not remembered any more
     */
    List<Change> changesAfter(long since, Duration patience) throws InterruptedException {
        lock.lock();
        try {
            long nanos = patience.toNanos();
            while (revision <= since && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
            if (revision - since > WINDOW) {
                throw ApiFailure.expired(since, revision - WINDOW + 1);
            }
            List<Change> out = new ArrayList<>();
            for (long r = since + 1; r <= revision; r++) {
                Change change = window[(int) (r % WINDOW)];
                if (change != null && change.revision() == r) {
                    out.add(change);
                }
            }
            return out;
        } finally {
            lock.unlock();
        }
    }
}
