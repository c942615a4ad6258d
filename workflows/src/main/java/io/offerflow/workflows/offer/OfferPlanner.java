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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code plan(observed) -> steps and status}: every decision about an offer, with no I/O, clock or randomness in it. */
public final class OfferPlanner {
    private static final Duration REFUSAL_LIMIT = Duration.ofSeconds(5);
    private static final Duration MAX_BACKOFF = Duration.ofMinutes(5);

    private OfferPlanner() {}

    /**
     * @param memory what earlier passes left, for the object's uid
     * @param now the workflow's time
     */
    public static OfferPlan plan(Observation seen, OfferMemory memory, Instant now) {
        Metadata metadata = seen.metadata();
        if (metadata == null) {
            List<Step> steps = seen.orphans().stream()
                    .<Step>map(child -> new Step.DeleteChild(child.kind(), child.name()))
                    .toList();
            return new OfferPlan(steps, null, retryAt(steps, memory, now), "retry", List.of());
        }
        if (metadata.deleting()) {
            return deletion(seen, metadata, memory, now);
        }
        ServiceOffer offer = seen.offer();
        return offer == null ? unreadable(seen, metadata, now) : new LivingOffer(offer, seen, memory, now).plan();
    }

    private static OfferPlan deletion(Observation seen, Metadata metadata, OfferMemory memory, Instant now) {
        List<Step> steps = new ArrayList<>();
        boolean ours = metadata.finalizers().contains(ServiceOffer.FINALIZER);
        if (ours) {
            steps.add(new Step.AwaitRefusal(String.valueOf(metadata.uid()), REFUSAL_LIMIT));
        }
        steps.addAll(withdrawal(seen, metadata));
        if (ours) {
            steps.add(new Step.RemoveFinalizer());
        }
        List<Condition> wanted = Stream.of(
                        ConditionType.PAYMENT_GATE_READY, ConditionType.ROUTE_PUBLISHED, ConditionType.READY)
                .map(type -> condition(
                        type,
                        Condition.Status.False,
                        Reason.Deleting,
                        deletionSentence(metadata, memory, steps),
                        metadata.generation()))
                .toList();
        List<Condition> conditions = Conditions.merge(seen.stored().conditions(), wanted, now);
        ServiceOfferStatus status = withPhase(seen.stored(), ServiceOfferStatus.Phase.Deleting, metadata, conditions);
        return new OfferPlan(
                List.copyOf(steps), status, retryAt(steps, memory, now), "retry what deletion left", List.of());
    }

    private static String deletionSentence(Metadata metadata, OfferMemory memory, List<Step> steps) {
        if (steps.isEmpty()) {
            return "the offer is withdrawn and waits for the finalizers of others: "
                    + String.join(", ", metadata.finalizers());
        }
        return memory.outcomes().stream()
                .filter(o -> o.result() == StepOutcome.Result.FAILED)
                .findFirst()
                .map(o -> o.step() + ": " + o.message())
                .orElse("the offer is being deleted");
    }

    private static OfferPlan unreadable(Observation seen, Metadata metadata, Instant now) {
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
        return new OfferPlan(List.of(), status, null, "", List.of());
    }

    private static ServiceOfferStatus withPhase(
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

    /** When to try again what is left to do: after 1 s, 2 s, 4 s … up to five minutes; a nudge ends the wait. Null without steps. */
    static @Nullable Instant retryAt(List<Step> steps, OfferMemory memory, Instant now) {
        return steps.isEmpty() || memory.openPasses() == 0 ? null : now.plus(backOff(memory));
    }

    /** The wait after this many open passes. */
    static Duration backOff(OfferMemory memory) {
        int doublings = Math.clamp(memory.openPasses() - 1L, 0, 10);
        Duration wait = Duration.ofSeconds(1L << doublings);
        return wait.compareTo(MAX_BACKOFF) > 0 ? MAX_BACKOFF : wait;
    }
}
