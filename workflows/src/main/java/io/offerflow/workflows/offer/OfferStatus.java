package io.offerflow.workflows.offer;

import static io.offerflow.workflows.offer.OfferConditions.condition;

import io.offerflow.api.Drain;
import io.offerflow.api.ServiceOffer;
import io.offerflow.api.ServiceOfferStatus;
import io.offerflow.api.ServiceOfferStatus.Phase;
import io.offerflow.api.condition.Condition;
import io.offerflow.api.condition.ConditionType;
import io.offerflow.api.condition.Conditions;
import io.offerflow.api.condition.Reason;
import io.offerflow.api.price.EffectivePrice;
import io.offerflow.api.route.RouteDecision;
import io.offerflow.api.route.Routes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rolls the stages up into the status that people read. Pure. */
final class OfferStatus {
    private final ServiceOffer offer;
    private final OfferConditions stages;
    private final RouteDecision decision;
    private final Instant now;

    OfferStatus(ServiceOffer offer, OfferConditions stages, RouteDecision decision, Instant now) {
        this.offer = offer;
        this.stages = stages;
        this.decision = decision;
        this.now = now;
    }

    /** The status of an offer that nobody has looked at yet: everything Unknown. */
    static ServiceOfferStatus first(ServiceOffer offer, Instant now) {
        List<Condition> unknown = ConditionType.OF_OFFERS.stream()
                .map(type -> condition(
                        type,
                        Condition.Status.Unknown,
                        Reason.Observing,
                        "not measured yet",
                        offer.metadata().generation()))
                .toList();
        return status(
                offer, Phase.Pending, Conditions.merge(offer.statusOrEmpty().conditions(), unknown, now), null);
    }

    ServiceOfferStatus compose(Condition routePublished, RegistrationStage registration) {
        List<Condition> gating = new ArrayList<>(
                List.of(stages.modelReady(), stages.upstreamHealthy(), stages.paymentGateReady(), routePublished));
        int own = gating.size();
        registration.demanded().ifPresent(gating::add);
        Condition blocker = gating.stream().filter(c -> !c.holds()).findFirst().orElse(null);
        boolean stalled = gating.stream().anyMatch(OfferStatus::stalls);
        List<Condition> all = new ArrayList<>(gating.subList(0, own));
        all.add(registration.registered());
        all.add(ready(blocker));
        addTransient(all, gating, blocker, stalled);
        registration.unknownSkills().ifPresent(all::add);
        List<Condition> merged = Conditions.merge(offer.statusOrEmpty().conditions(), all, now);
        return status(offer, phase(blocker, stalled), merged, Drain.of(offer.spec()))
                .registeredAs(registration.agentId(), registration.txHash());
    }

    private Condition ready(@Nullable Condition blocker) {
        if (blocker == null) {
            return stages.is(ConditionType.READY, Reason.Reconciled, "on sale at " + offer.effectivePath());
        }
        return stages.not(ConditionType.READY, reasonOf(blocker), blocker.type() + ": " + blocker.message());
    }

    private void addTransient(
            List<Condition> all, List<Condition> gating, @Nullable Condition blocker, boolean stalled) {
        if (stalled) {
            Condition culprit =
                    gating.stream().filter(OfferStatus::stalls).findFirst().orElseThrow();
            all.add(stages.is(ConditionType.STALLED, reasonOf(culprit), String.valueOf(culprit.message())));
        } else if (blocker != null && !drained() && !paused(offer)) {
            all.add(stages.is(
                    ConditionType.RECONCILING, Reason.Reconciling, blocker.type() + ": " + blocker.message()));
        }
        Drain drain = Drain.of(offer.spec());
        if (drain != null) {
            all.add(stages.is(
                    ConditionType.DRAINING,
                    drained() ? Reason.Drained : Reason.Draining,
                    (drained() ? "ended at " : "sells until ") + drain.endsAt()));
        }
        if (offer.pausedBySpec()) {
            all.add(stages.is(ConditionType.PAUSED, Reason.PausedBySpec, "spec.paused is true"));
        } else if (offer.pausedByAnnotation()) {
            all.add(stages.is(
                    ConditionType.PAUSED,
                    Reason.PausedByAnnotation,
                    "annotation " + ServiceOffer.ANNOTATION_PAUSED + " is true; prefer spec.paused"));
        }
    }

    private Phase phase(@Nullable Condition blocker, boolean stalled) {
        if (paused(offer)) {
            return Phase.Paused;
        }
        if (stalled) {
            return Phase.Stalled;
        }
        if (offer.spec().drainAt() != null) {
            return Phase.Draining;
        }
        return blocker == null ? Phase.Ready : Phase.Reconciling;
    }

    /** Frozen by either of the two ways to say so. */
    static boolean paused(ServiceOffer offer) {
        return offer.pausedBySpec() || offer.pausedByAnnotation();
    }

    private boolean drained() {
        return decision instanceof RouteDecision.Withdrawn withdrawn && withdrawn.reason() == Reason.Drained;
    }

    private static ServiceOfferStatus status(
            ServiceOffer offer, Phase phase, List<Condition> conditions, @Nullable Drain drain) {
        ServiceOfferStatus before = offer.statusOrEmpty();
        boolean registered = offer.spec().registrationEnabled();
        return new ServiceOfferStatus(
                phase,
                offer.metadata().generation(),
                conditions,
                offer.effectivePath(),
                Routes.price(offer).map(EffectivePrice::display).orElse(null),
                drain == null || drain.endsAt().equals(Instant.MAX) ? null : drain.endsAt(),
                registered ? before.agentId() : null,
                registered ? before.registrationTxHash() : null,
                offer.spec().sellsAgent() ? before.agentResolution() : null,
                offer.metadata().annotations().get(ServiceOffer.ANNOTATION_RECONCILE_AT));
    }

    private static boolean stalls(Condition condition) {
        return !condition.holds() && reasonOf(condition).stalls();
    }

    private static Reason reasonOf(Condition condition) {
        return Reason.valueOf(String.valueOf(condition.reason()));
    }
}
