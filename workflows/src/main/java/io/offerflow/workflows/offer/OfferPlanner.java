package io.offerflow.workflows.offer;

import static io.offerflow.workflows.offer.OfferConditions.condition;

import io.offerflow.api.Metadata;
import io.offerflow.api.ServiceOffer;
import io.offerflow.api.ServiceOfferStatus;
import io.offerflow.api.condition.Condition;
import io.offerflow.api.condition.ConditionType;
import io.offerflow.api.condition.Conditions;
import io.offerflow.api.condition.Reason;
import io.offerflow.api.name.Names;
import io.offerflow.workflows.entity.ChildKind;
import io.offerflow.workflows.entity.EntityMemory;
import io.offerflow.workflows.entity.Plan;
import io.offerflow.workflows.entity.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** {@code plan(observed) -> steps and status}: every decision about an offer, with no I/O, clock or randomness in it. */
public final class OfferPlanner {
    private OfferPlanner() {}

    /**
     * @param memory what earlier passes left, for the object's uid
     * @param now the workflow's time
     */
    public static Plan<ServiceOfferStatus> plan(Observation seen, EntityMemory memory, Instant now) {
        Metadata metadata = seen.metadata();
        if (metadata == null) {
            List<Step> steps = seen.orphans().stream()
                    .<Step>map(child -> new Step.DeleteChild(child.kind(), child.name()))
                    .toList();
            return new Plan<>(steps, null, memory.retryAt(steps, now), "retry", List.of());
        }
        if (metadata.deleting()) {
            return new LeavingOffer(seen, metadata, memory, now).plan();
        }
        ServiceOffer offer = seen.offer();
        return offer == null ? unreadable(seen, metadata, now) : new LivingOffer(offer, seen, memory, now).plan();
    }

    private static Plan<ServiceOfferStatus> unreadable(Observation seen, Metadata metadata, Instant now) {
        String message = seen.unreadable() == null ? "" : seen.unreadable().message();
        List<Condition> wanted = Stream.of(ConditionType.PAYMENT_GATE_READY, ConditionType.READY, ConditionType.STALLED)
                .map(type -> condition(
                        type,
                        type == ConditionType.STALLED ? Condition.Status.True : Condition.Status.False,
                        Reason.InvalidSpec,
                        message,
                        metadata.generation()))
                .toList();
        List<Condition> conditions = Conditions.merge(seen.stored().conditions(), wanted, now);
        ServiceOfferStatus status = withPhase(seen.stored(), ServiceOfferStatus.Phase.Stalled, metadata, conditions);
        return new Plan<>(List.of(), status, null, "", List.of());
    }

    static ServiceOfferStatus withPhase(
            ServiceOfferStatus s, ServiceOfferStatus.Phase phase, Metadata metadata, List<Condition> conditions) {
        return new ServiceOfferStatus(
                phase,
                metadata.generation(),
                conditions,
                s.endpoint(),
                s.price(),
                s.drainEndsAt(),
                s.agentId(),
                s.registrationTxHash(),
                s.agentResolution(),
                s.lastHandledReconcileAt());
    }

    /** Deletes what exists, the route first, so that no request passes an offer that is half gone. */
    static List<Step> withdrawal(Observation seen, Metadata metadata) {
        List<Step> steps = new ArrayList<>();
        if (seen.route().exists()) {
            steps.add(new Step.DeleteChild(ChildKind.HTTP_ROUTE, Names.httpRoute(metadata.name())));
        }
        if (seen.middleware().exists()) {
            steps.add(new Step.DeleteChild(ChildKind.MIDDLEWARE, Names.middleware(metadata.name())));
        }
        if (seen.grant().exists()) {
            steps.add(new Step.DeleteChild(ChildKind.REFERENCE_GRANT, Names.referenceGrant(metadata.ref())));
        }
        return steps;
    }
}
