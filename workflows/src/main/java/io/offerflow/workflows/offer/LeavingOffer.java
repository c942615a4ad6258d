package io.offerflow.workflows.offer;

import static io.offerflow.workflows.offer.OfferConditions.condition;

import io.offerflow.api.Metadata;
import io.offerflow.api.ServiceOffer;
import io.offerflow.api.ServiceOfferStatus;
import io.offerflow.api.condition.Condition;
import io.offerflow.api.condition.ConditionType;
import io.offerflow.api.condition.Conditions;
import io.offerflow.api.condition.Reason;
import io.offerflow.workflows.entity.EntityMemory;
import io.offerflow.workflows.entity.Plan;
import io.offerflow.workflows.entity.Rendered;
import io.offerflow.workflows.entity.Step;
import io.offerflow.workflows.entity.StepOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The plan for an offer in deletion: the gate refuses first, then its children go, then the registration is marked as gone, then the finalizer. A chain
 * may be away for days and a deletion may not: after some minutes the finalizer goes all the same, and an Event tells what is left.
 */
final class LeavingOffer {
    private static final Duration REFUSAL_LIMIT = Duration.ofSeconds(5);

    private final Observation seen;
    private final Metadata metadata;
    private final EntityMemory memory;
    private final Instant now;
    private final boolean ours;

    LeavingOffer(Observation seen, Metadata metadata, EntityMemory memory, Instant now) {
        this.seen = seen;
        this.metadata = metadata;
        this.memory = memory;
        this.now = now;
        this.ours = metadata.finalizers().contains(ServiceOffer.FINALIZER);
    }

    Plan<ServiceOfferStatus> plan() {
        boolean waits = ours && registered();
        boolean late = waits && !now.isBefore(deadline());
        boolean told = Conditions.find(seen.stored().conditions(), ConditionType.REGISTERED)
                .filter(c -> Reason.TombstoneUnfinished.name().equals(c.reason()))
                .isPresent();
        List<Step> steps = steps(!waits || (late && told));
        List<Condition> wanted = new ArrayList<>(
                Stream.of(ConditionType.PAYMENT_GATE_READY, ConditionType.ROUTE_PUBLISHED, ConditionType.READY)
                        .map(type -> not(type, Reason.Deleting, sentence(steps, waits)))
                        .toList());
        if (waits) {
            Reason reason = late ? Reason.TombstoneUnfinished : Reason.Tombstoning;
            wanted.add(not(ConditionType.REGISTERED, reason, reason.meaning()));
        }
        ServiceOfferStatus status = OfferPlanner.withPhase(
                seen.stored(),
                ServiceOfferStatus.Phase.Deleting,
                metadata,
                Conditions.merge(seen.stored().conditions(), wanted, now));
        return waits && !(late && told) ? waiting(steps, status, late) : plan(steps, status, retry(steps));
    }

    /** What is late is told in one pass, and the object goes in the next: nobody can write a status to what is gone. */
    private Plan<ServiceOfferStatus> waiting(List<Step> steps, ServiceOfferStatus status, boolean late) {
        Instant next = late ? now.plusSeconds(1) : deadline();
        Instant retry = retry(steps);
        return plan(steps, status, retry != null && retry.isBefore(next) ? retry : next);
    }

    private static Plan<ServiceOfferStatus> plan(List<Step> steps, ServiceOfferStatus status, @Nullable Instant wake) {
        return new Plan<>(List.copyOf(steps), status, wake, "retry what deletion left", List.of());
    }

    private List<Step> steps(boolean release) {
        List<Step> steps = new ArrayList<>();
        boolean withdrawn = OfferPlanner.withdrawal(seen, metadata).isEmpty()
                && registration().isEmpty();
        if (ours && (release || !withdrawn)) {
            steps.add(new Step.AwaitRefusal(String.valueOf(metadata.uid()), REFUSAL_LIMIT));
        }
        steps.addAll(OfferPlanner.withdrawal(seen, metadata));
        steps.addAll(registration());
        if (ours && release) {
            steps.add(new Step.RemoveFinalizer());
        }
        return steps;
    }

    /** Whether there is a registration that has still to be marked as gone. */
    private boolean registered() {
        RegistrationView request = seen.registration();
        return seen.offer() != null
                && request != null
                && request.request().exists()
                && !(asRendered(request) && request.word().cleanedUp());
    }

    /** That of an offer that cannot be read goes with its owner, and has a finalizer of its own. */
    private List<Step> registration() {
        RegistrationView request = seen.registration();
        if (!registered() || request == null || asRendered(request)) {
            return List.of();
        }
        Rendered wanted = rendered();
        return List.of(new Step.ApplyChild(wanted.kind(), wanted.name(), wanted.manifest()));
    }

    private boolean asRendered(RegistrationView request) {
        return rendered().matches(request.request());
    }

    private Rendered rendered() {
        return OfferRegistration.render(Objects.requireNonNull(seen.offer(), "only what was read has a registration"));
    }

    private Instant deadline() {
        Instant since = metadata.deletionTimestamp();
        return (since == null ? now : since).plus(seen.settings().deletionLimit());
    }

    private @Nullable Instant retry(List<Step> steps) {
        return memory.retryAt(steps, now);
    }

    private String sentence(List<Step> steps, boolean waits) {
        if (waits && steps.isEmpty()) {
            return "the offer is withdrawn and waits until its registration is marked as gone";
        }
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

    private Condition not(ConditionType type, Reason reason, String message) {
        return condition(type, Condition.Status.False, reason, message, metadata.generation());
    }
}
