package io.offerflow.verifier.route;

import io.offerflow.api.condition.Reason;
import io.offerflow.api.gate.GateReport.State;
import io.offerflow.api.route.Route;
import io.offerflow.api.route.RouteDecision;
import java.time.Instant;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** What an offer's own object says about selling it, in the form that requests meet. */
sealed interface Sale {

    /** @param digest of the route, its 16 digits as a number */
    record On(long digest, OfferRules rules) implements Sale {
        String digits() {
            return HexFormat.of().toHexDigits(digest);
        }
    }

    /** @param state {@code Quarantined} or {@code Withdrawn} */
    record Off(State state, Reason reason, String message) implements Sale {}

    /** What a route does not hold: the network as configured, the upstream's health, the end of a drain, and what this gate keeps to itself. */
    record Circumstances(String network, boolean upstreamDown, @Nullable Instant until, AgentModel model) {}

    static Sale of(RouteDecision decision, Circumstances circumstances) {
        return switch (decision) {
            case RouteDecision.Quarantined q -> new Off(State.Quarantined, q.reason(), q.message());
            case RouteDecision.Withdrawn w -> new Off(State.Withdrawn, w.reason(), w.message());
            case RouteDecision.Served s -> on(s.route(), circumstances);
        };
    }

    private static Sale on(Route route, Circumstances circumstances) {
        return new On(HexFormat.fromHexDigitsToLong(route.digest()), new RuleMaker(route, circumstances).rules());
    }
}
