package io.offerflow.dev.kube;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offerflow.dev.kube.Listing.Selection;
import io.offerflow.dev.kube.schema.Violation;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** One watch: follows the store's changes from a revision and sends those that its selection sees. */
final class WatchStream {

    private static final Duration BOOKMARK_EVERY = Duration.ofSeconds(30);
    private static final String INITIAL_END = "k8s.io/initial-events-end";

    private final Cluster cluster;
    private final Target target;
    private final Query query;
    private final Selection selection;
    private final BiFunction<ObjectNode, Boolean, ObjectNode> format;
    private boolean first = true;
    private @Nullable Thread runner;

    /** @param format from an object in the target's version, and whether it is the stream's first, to what the client asked for */
    WatchStream(Cluster cluster, Target target, Query query, BiFunction<ObjectNode, Boolean, ObjectNode> format) {
        this.cluster = cluster;
        this.target = target;
        this.query = query;
        this.selection = Selection.of(target, query);
        this.format = format;
        query.number("resourceVersion");
        requireListOptions(query);
    }

    private static void requireListOptions(Query query) {
        if (query.flag("sendInitialEvents")
                && !query.text("resourceVersionMatch").equals("NotOlderThan")) {
            throw ApiFailure.invalidOptions(
                    "ListOptions",
                    Violation.forbidden(
                            "resourceVersionMatch",
                            "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"));
        }
    }

    /** Returns when the time is over, the client is gone, or {@link #stop} is called. */
    void run(WatchSink sink) throws IOException {
        synchronized (this) {
            runner = Thread.currentThread();
        }
        try {
            follow(sink, initial(sink));
        } catch (ApiFailure expired) {
            sink.send(event("ERROR", expired.status()));
        } catch (InterruptedException stopped) {
            // The client or the server went away: the stream just ends.
        } finally {
            synchronized (this) {
                runner = null;
                // The thread goes back to its pool: a stop that came too late must not hit its next task.
                Thread.interrupted();
            }
        }
    }

    synchronized void stop() {
        if (runner != null) {
            runner.interrupt();
        }
    }

    private long initial(WatchSink sink) throws IOException {
        boolean streamList = query.flag("sendInitialEvents");
        String revision = query.text("resourceVersion");
        if (!streamList && !revision.isEmpty() && !revision.equals("0")) {
            return query.number("resourceVersion");
        }
        if (query.text("sendInitialEvents").equals("false")) {
            return cluster.store().revision();
        }
        record Snapshot(long revision, List<ObjectNode> objects) {}
        Snapshot now = cluster.store()
                .exclusively(() -> new Snapshot(
                        cluster.store().revision(),
                        cluster.store().list(target.type().storage(), target.namespace())));
        for (ObjectNode object : now.objects()) {
            if (selection.matches(object)) {
                send(sink, "ADDED", object);
            }
        }
        if (streamList) {
            bookmark(sink, now.revision(), true);
        }
        return now.revision();
    }

    private void follow(WatchSink sink, long from) throws IOException, InterruptedException {
        long position = from;
        long end = System.nanoTime() + query.timeout().toNanos();
        while (true) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return;
            }
            Duration patience = Duration.ofNanos(Math.min(left, BOOKMARK_EVERY.toNanos()));
            List<Change> changes = cluster.store().changesAfter(position, patience);
            for (Change change : changes) {
                forward(sink, change);
                position = change.revision();
            }
            if (changes.isEmpty() && System.nanoTime() < end) {
                bookmark(sink, position, false);
            }
        }
    }

    private void forward(WatchSink sink, Change change) throws IOException {
        boolean here = change.storage().equals(target.type().storage())
                && (target.namespace().isEmpty()
                        || target.namespace().equals(change.key().namespace()));
        if (!here) {
            return;
        }
        boolean saw = change.before() != null && selection.matches(change.before());
        boolean sees = change.after() != null && selection.matches(change.after());
        if (sees) {
            send(sink, saw ? "MODIFIED" : "ADDED", change.after());
        } else if (saw) {
            ObjectNode last = change.before().deepCopy();
            Metadata.of(last).put("resourceVersion", Long.toString(change.revision()));
            send(sink, "DELETED", last);
        }
    }

    private void send(WatchSink sink, String type, ObjectNode stored) throws IOException {
        sink.send(event(type, format.apply(target.type().fromStored(stored), first)));
        first = false;
    }

    private void bookmark(WatchSink sink, long revision, boolean initialEnd) throws IOException {
        if (!query.flag("allowWatchBookmarks")) {
            return;
        }
        ObjectNode object = Json.object()
                .put("kind", target.type().kind())
                .put("apiVersion", target.type().apiVersion());
        Metadata.of(object).put("resourceVersion", Long.toString(revision));
        if (initialEnd) {
            Metadata.of(object).putObject("annotations").put(INITIAL_END, "true");
        }
        sink.send(event("BOOKMARK", object));
    }

    private static ObjectNode event(String type, ObjectNode object) {
        ObjectNode out = Json.object().put("type", type);
        out.set("object", object);
        return out;
    }
}
