package io.offerflow.workflows.offer;

import io.offerflow.api.ServiceOffer;
import io.offerflow.api.gate.GateReplica;
import io.offerflow.api.gate.GateReport;
import io.offerflow.api.gate.GateReport.State;
import io.offerflow.api.route.RouteDecision;
import io.offerflow.api.route.Routes;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The verifier in miniature: what it loaded may lag behind the offer, and an older rival may own the path. */
final class GateModel {
    private @Nullable ServiceOffer loaded;
    private boolean up = true;
    private boolean lagging;
    private @Nullable String rivalPath;

    synchronized void up(boolean reachable) {
        up = reachable;
    }

    synchronized void lagging(boolean lags) {
        lagging = lags;
    }

    synchronized void restart() {
        loaded = null;
        up = true;
    }

    /** An older offer claims the path, or (null) gives it back. */
    synchronized void rival(@Nullable String path) {
        rivalPath = path;
    }

    synchronized void like(GateModel other) {
        up = other.up;
        lagging = other.lagging;
        rivalPath = other.rivalPath;
    }

    synchronized void load(@Nullable ServiceOffer offer) {
        if (up && !lagging) {
            loaded = offer;
        }
    }

    synchronized boolean serves(String digest, Instant now) {
        return up && digest.equals(report(now).digest());
    }

    synchronized List<GateReplica> replicas(Instant now) {
        return List.of(new GateReplica("gate-0", up ? report(now) : null));
    }

    private GateReport report(Instant now) {
        ServiceOffer known = loaded;
        if (known == null) {
            return new GateReport("shop", "demo", null, 0, null, State.Unknown, null, null);
        }
        return switch (Routes.decide(known, now)) {
            case RouteDecision.Served served ->
                known.effectivePath().equals(rivalPath)
                        ? word(known, State.Conflict, null, "path belongs to the older offer bank/rival")
                        : word(known, State.Served, served.route().digest(), null);
            case RouteDecision.Quarantined quarantined -> word(known, State.Quarantined, null, quarantined.message());
            case RouteDecision.Withdrawn withdrawn -> word(known, State.Withdrawn, null, withdrawn.message());
        };
    }

    private static GateReport word(ServiceOffer known, State state, @Nullable String digest, @Nullable String message) {
        return new GateReport(
                known.metadata().namespace(),
                known.metadata().name(),
                known.metadata().uid(),
                known.metadata().generation(),
                digest,
                state,
                null,
                message);
    }
}
