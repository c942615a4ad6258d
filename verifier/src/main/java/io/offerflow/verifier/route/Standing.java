package io.offerflow.verifier.route;

import io.offerflow.api.condition.Reason;
import io.offerflow.api.gate.GateReport;
import io.offerflow.api.gate.GateReport.State;
import io.offerflow.api.path.PathClaims.Claim;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One offer: what it reports and what it answers.
 *
 * @param lostTo the claim that owns its path instead; null when none does
 */
record Standing(KnownOffer offer, @Nullable Claim lostTo, State state, OfferRules rules) {

    /** Pure. @param before the offer's former standing, whose price stays payable for a while; null when there is none */
    static Standing of(KnownOffer offer, @Nullable Claim lostTo, @Nullable Standing before, Instant now) {
        return switch (offer.saleAt(now)) {
            case Sale.Off off ->
                new Standing(
                        offer,
                        lostTo,
                        off.state(),
                        off.state() == State.Quarantined ? OfferRules.QUARANTINED : OfferRules.WITHDRAWN);
            case Sale.On on ->
                lostTo == null
                        ? new Standing(offer, null, State.Served, on.rules().after(former(offer, before), now))
                        : new Standing(offer, lostTo, State.Conflict, OfferRules.CONFLICT);
        };
    }

    /** True when this is still what follows from the offer and the owner of its path; a drain may end at any time. */
    boolean holdsFor(KnownOffer now, @Nullable Claim owner) {
        return offer == now && Objects.equals(lostTo, owner) && offer.draining() == null;
    }

    /** Those of the metrics while it is on sale. */
    @Nullable
    SeriesLabels labels() {
        return rules.labels();
    }

    GateReport report(Instant now) {
        return switch (offer.saleAt(now)) {
            case Sale.Off off -> report(null, off.reason(), off.message());
            case Sale.On on ->
                lostTo == null
                        ? report(on.digits(), null, null)
                        : report(
                                null,
                                Reason.PathConflict,
                                "the path " + offer.closedPath() + " overlaps " + lostTo.path() + " of the older offer "
                                        + lostTo.ref());
        };
    }

    private GateReport report(@Nullable String digest, @Nullable Reason reason, @Nullable String message) {
        return new GateReport(
                offer.ref().namespace(),
                offer.ref().name(),
                offer.uid(),
                offer.generation(),
                digest,
                state,
                reason == null ? null : reason.name(),
                message);
    }

    /** Another object of the same name owes its buyers nothing. */
    private static @Nullable OfferRules former(KnownOffer offer, @Nullable Standing before) {
        boolean same =
                before != null && before.state == State.Served && Objects.equals(before.offer.uid(), offer.uid());
        return same ? before.rules : null;
    }
}
