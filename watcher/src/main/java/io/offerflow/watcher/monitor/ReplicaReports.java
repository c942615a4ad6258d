package io.offerflow.watcher.monitor;

import io.offerflow.api.Ref;
import io.offerflow.api.gate.GateReport;
import io.offerflow.cluster.gate.RouteListing;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What one replica said last. A replica that does not answer says nothing, as the workflow, which asks the same ones, hears nothing. */
final class ReplicaReports {
    private Instant due = Instant.MIN;
    private boolean inFlight;
    private boolean reachable = true;
    private @Nullable String etag;
    private @Nullable Map<Ref, GateReport> reports;

    boolean askable(Instant now) {
        return !inFlight && !now.isBefore(due);
    }

    @Nullable
    String asking() {
        inFlight = true;
        return etag;
    }

    /** What an answer means for those who compare. */
    enum News {
        NONE,
        CHANGED,
        /** It answers again; who asked it meanwhile heard nothing, whatever they were told before. */
        BACK
    }

    News answered(RouteListing listing, Instant nextDue) {
        boolean wasReachable = reachable;
        inFlight = false;
        due = nextDue;
        reachable = !(listing instanceof RouteListing.Unreachable);
        if (listing instanceof RouteListing.Listed listed) {
            keep(listed);
        }
        if (reachable && !wasReachable) {
            return News.BACK;
        }
        boolean lost = wasReachable && !reachable;
        return lost || listing instanceof RouteListing.Listed ? News.CHANGED : News.NONE;
    }

    private void keep(RouteListing.Listed listed) {
        Map<Ref, GateReport> all = new HashMap<>();
        listed.reports().forEach(report -> all.put(new Ref(report.namespace(), report.name()), report));
        reports = all;
        etag = listed.etag();
    }

    boolean reachable() {
        return reachable;
    }

    void askSooner(Instant at) {
        if (at.isBefore(due)) {
            due = at;
        }
    }

    /** Empty when the replica does not answer; a report of state Unknown when it does not know the offer. */
    Optional<GateReport> about(Ref ref) {
        if (reports == null || !reachable) {
            return Optional.empty();
        }
        GateReport report = reports.get(ref);
        return Optional.of(
                report != null
                        ? report
                        : new GateReport(
                                ref.namespace(), ref.name(), null, 0, null, GateReport.State.Unknown, null, null));
    }
}
