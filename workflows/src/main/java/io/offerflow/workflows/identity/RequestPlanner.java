package io.offerflow.workflows.identity;

import io.offerflow.api.Metadata;
import io.offerflow.api.ResourceKind;
import io.offerflow.api.condition.Reason;
import io.offerflow.api.identity.AgentIdentity.Registration;
import io.offerflow.api.identity.RegistrationPhase;
import io.offerflow.api.identity.RegistrationRequest;
import io.offerflow.workflows.entity.EntityMemory;
import io.offerflow.workflows.entity.Plan;
import io.offerflow.workflows.entity.Step;
import io.offerflow.workflows.identity.ChainPlan.Told;
import io.offerflow.workflows.identity.IdentitySettings.Tombstone;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** {@code plan(observed) -> steps, orders and status}: every decision about a request. Pure. */
final class RequestPlanner {
    private RequestPlanner() {}

    static IdentityPlan<RegistrationRequest.Status> plan(
            RequestObservation seen, EntityMemory tries, IdentityMemory memory, Instant now) {
        Metadata metadata = seen.metadata();
        Unfinished left = seen.facts().unfinished();
        if (metadata == null && left != null) {
            return Aftermath.plan(ResourceKind.REGISTRATION_REQUEST, seen.facts(), left, tries, memory, now);
        }
        if (metadata == null) {
            return only(new Plan<>(List.of(), null, null, "", List.of()), memory);
        }
        RegistrationRequest request = seen.request();
        if (request == null) {
            return unreadable(seen, metadata, memory, now);
        }
        return seen.shared() == null
                ? alone(seen, request, tries, memory, now)
                : mirroring(seen, seen.shared(), request, tries, memory, now);
    }

    private static IdentityPlan<RegistrationRequest.Status> only(
            Plan<RegistrationRequest.Status> plan, IdentityMemory memory) {
        return new IdentityPlan<>(plan, memory, List.of());
    }

    /** What cannot be read cannot be told to any chain either; it must not keep the object from going. */
    private static IdentityPlan<RegistrationRequest.Status> unreadable(
            RequestObservation seen, Metadata metadata, IdentityMemory memory, Instant now) {
        String message = seen.unreadable() == null ? "" : seen.unreadable().message();
        Told told = new Told(RegistrationPhase.Failed, Reason.InvalidSpec, message);
        List<Step> steps = metadata.deleting() && metadata.finalizers().contains(RegistrationRequest.FINALIZER)
                ? List.of(new Step.RemoveFinalizer())
                : List.of();
        return only(new Plan<>(steps, RequestStatus.of(seen, metadata, told, now), null, "", List.of()), memory);
    }

    private static IdentityPlan<RegistrationRequest.Status> alone(
            RequestObservation seen,
            RegistrationRequest request,
            EntityMemory tries,
            IdentityMemory memory,
            Instant now) {
        Metadata metadata = request.metadata();
        IdentityFacts facts = seen.facts();
        boolean farewell = !request.active() && facts.settings().tombstone() != Tombstone.Never;
        Situation situation =
                new Situation(metadata.ref(), facts.document(), facts.settings(), metadata.deleting(), farewell, now);
        ChainPlans chains = ChainPlans.of(ResourceKind.REGISTRATION_REQUEST, situation, facts, memory);
        IdentitySteps steps = IdentitySteps.of(
                ResourceKind.REGISTRATION_REQUEST,
                metadata,
                situation,
                chains,
                IdentitySteps.forgets(facts, metadata, chains, chain -> recalled(seen.stored())));
        RegistrationRequest.Status status = chains.plans().isEmpty()
                ? RequestStatus.of(
                        seen,
                        metadata,
                        new Told(RegistrationPhase.OffChainOnly, Reason.UnsupportedChain, chain(request)),
                        now)
                : RequestStatus.of(
                        seen,
                        metadata,
                        chains.plans().getFirst().told(),
                        chains.entries().getFirst(),
                        now);
        return new IdentityPlan<>(
                new Plan<>(
                        List.copyOf(steps.steps()),
                        status,
                        IdentityPlanner.wakeAt(steps, tries, now),
                        "look at the chain again",
                        List.of()),
                chains.memory(),
                steps.steps().isEmpty() ? chains.orders() : List.of());
    }

    private static Optional<Recalled> recalled(RegistrationRequest.Status status) {
        return Optional.ofNullable(Recalled.of(status.agentId(), status.registrationOwner(), status.signer()));
    }

    private static String chain(RegistrationRequest request) {
        return "\"" + Objects.requireNonNullElse(request.spec().chain(), "") + "\"";
    }

    private static IdentityPlan<RegistrationRequest.Status> mirroring(
            RequestObservation seen,
            RequestObservation.Shared shared,
            RegistrationRequest request,
            EntityMemory tries,
            IdentityMemory memory,
            Instant now) {
        Metadata metadata = request.metadata();
        Told told = Mirror.told(seen, shared, request);
        Registration entry = shared.entry();
        RegistrationRequest.Status status = entry == null
                ? RequestStatus.of(seen, metadata, told, now)
                : RequestStatus.of(seen, metadata, told, entry, now);
        List<Step> steps = request.active()
                ? shared.exists() ? List.of() : List.of(new Step.EnsureIdentity())
                : metadata.deleting() && metadata.finalizers().contains(RegistrationRequest.FINALIZER)
                        ? List.of(new Step.RemoveFinalizer())
                        : List.of();
        return only(new Plan<>(steps, status, tries.retryAt(steps, now), "retry", List.of()), memory);
    }
}
