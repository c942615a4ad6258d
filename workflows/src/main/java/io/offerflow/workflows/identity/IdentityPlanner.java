package io.offerflow.workflows.identity;

import io.offerflow.api.Metadata;
import io.offerflow.api.ResourceKind;
import io.offerflow.api.condition.Condition;
import io.offerflow.api.condition.ConditionType;
import io.offerflow.api.condition.Conditions;
import io.offerflow.api.condition.Reason;
import io.offerflow.api.identity.AgentIdentity;
import io.offerflow.api.identity.AgentIdentity.Registration;
import io.offerflow.api.identity.RegistrationPhase;
import io.offerflow.api.identity.RegistryChain;
import io.offerflow.workflows.entity.EntityMemory;
import io.offerflow.workflows.entity.Plan;
import io.offerflow.workflows.entity.Step;
import io.offerflow.workflows.identity.ChainPlan.Told;
import io.offerflow.workflows.identity.IdentitySettings.Tombstone;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code plan(observed) -> steps, orders and status}: every decision about the identity that offers share. Pure. */
final class IdentityPlanner {
    private IdentityPlanner() {}

    /** @param memory of earlier passes and runs, also of an object that had the name before */
    static IdentityPlan<AgentIdentity.Status> plan(
            IdentityObservation seen, EntityMemory tries, IdentityMemory memory, Instant now) {
        Metadata metadata = seen.metadata();
        IdentityFacts facts = seen.facts();
        Unfinished left = facts.unfinished();
        if (metadata == null && left != null && !facts.active()) {
            return Aftermath.plan(ResourceKind.AGENT_IDENTITY, facts, left, tries, memory, now);
        }
        if (metadata == null) {
            List<Step> steps = facts.active() ? List.of(new Step.EnsureIdentity()) : List.of();
            return new IdentityPlan<>(
                    new Plan<>(steps, null, tries.retryAt(steps, now), "retry", List.of()), memory, List.of());
        }
        Tombstone policy = facts.settings().tombstone();
        boolean farewell =
                metadata.deleting() ? policy != Tombstone.Never : !facts.active() && policy == Tombstone.WithLastOffer;
        Situation situation =
                new Situation(metadata.ref(), facts.document(), facts.settings(), metadata.deleting(), farewell, now);
        ChainPlans chains = ChainPlans.of(ResourceKind.AGENT_IDENTITY, situation, facts, memory);
        IdentitySteps steps = IdentitySteps.of(
                ResourceKind.AGENT_IDENTITY,
                metadata,
                situation,
                chains,
                IdentitySteps.forgets(facts, metadata, chains, chain -> recalled(seen, chain)));
        AgentIdentity.Status status = status(seen, metadata, chains, now);
        return new IdentityPlan<>(
                new Plan<>(
                        List.copyOf(steps.steps()),
                        status,
                        fresh(seen, steps, tries) ? now : wakeAt(steps, tries, now),
                        "look at the chains again",
                        List.of()),
                chains.memory(),
                steps.steps().isEmpty() ? chains.orders() : List.of());
    }

    private static Optional<Recalled> recalled(IdentityObservation seen, RegistryChain chain) {
        return seen.stored().on(chain).flatMap(entry -> Optional.ofNullable(Recalled.of(entry)));
    }

    /** One that this pass has made: the rest follows at once. What was tried before the object was there is forgotten by then. */
    private static boolean fresh(IdentityObservation seen, IdentitySteps steps, EntityMemory tries) {
        return seen.stored().observedGeneration() == 0
                && tries.openPasses() <= 1
                && !steps.steps().isEmpty();
    }

    static @Nullable Instant wakeAt(IdentitySteps steps, EntityMemory tries, Instant now) {
        List<Step> left = steps.steps();
        Instant retry = tries.retryAt(left, now);
        Instant wake = steps.wakeAt();
        return retry == null || wake != null && wake.isBefore(retry) ? wake : retry;
    }

    private static AgentIdentity.Status status(
            IdentityObservation seen, Metadata metadata, ChainPlans chains, Instant now) {
        IdentityFacts facts = seen.facts();
        Told worst = worst(chains, facts);
        Condition.Status good = holds(worst) ? Condition.Status.True : Condition.Status.False;
        long generation = metadata.generation();
        List<Condition> wanted = new ArrayList<>();
        wanted.add(published(facts.document(), generation));
        wanted.add(condition(ConditionType.REGISTERED, good, worst, generation));
        wanted.add(condition(ConditionType.READY, good, worst, generation));
        progress(worst, generation).ifPresent(wanted::add);
        return new AgentIdentity.Status(
                generation,
                worst.phase().name(),
                worst.sentence(),
                facts.document().url(),
                entries(seen, chains),
                Conditions.merge(seen.stored().conditions(), wanted, now));
    }

    /** Entries that name no chain that we understand are somebody else's, and kept. */
    private static List<Registration> entries(IdentityObservation seen, ChainPlans chains) {
        List<Registration> entries = new ArrayList<>(chains.entries());
        seen.stored().registrations().stream()
                .filter(entry -> RegistryChain.find(entry.chain()).isEmpty())
                .forEach(entries::add);
        return entries;
    }

    /** What keeps the identity from being as wanted; if nothing does, how it is. */
    private static Told worst(ChainPlans chains, IdentityFacts facts) {
        return chains.plans().stream()
                .map(ChainPlan::told)
                .filter(told -> !holds(told) && told.phase() != RegistrationPhase.Tombstoned)
                .findFirst()
                .or(() -> chains.plans().stream()
                        .map(ChainPlan::told)
                        .filter(told -> told.phase() == RegistrationPhase.Registered)
                        .findFirst())
                .or(() -> chains.plans().stream().map(ChainPlan::told).findFirst())
                .orElseGet(() -> facts.active()
                        ? new Told(RegistrationPhase.Pending, Reason.Reconciling, "")
                        : new Told(RegistrationPhase.Tombstoned, Reason.Tombstoned, ""));
    }

    /** Whether it is as wanted: registered, or left off chain by choice. */
    static boolean holds(Told told) {
        return told.phase() == RegistrationPhase.Registered || told.phase() == RegistrationPhase.OffChainOnly;
    }

    static Condition published(DocumentView document, long generation) {
        boolean served = document.current() && document.served();
        return new Condition(
                ConditionType.DOCUMENT_PUBLISHED.text(),
                served ? Condition.Status.True : Condition.Status.False,
                served ? Reason.DocumentPublished.name() : Reason.WaitingForDocument.name(),
                served
                        ? Objects.requireNonNullElse(document.url(), "there is no public address")
                        : Reason.WaitingForDocument.meaning() + " " + document.waitsFor(),
                null,
                generation);
    }

    static Condition condition(ConditionType type, Condition.Status status, Told told, long generation) {
        return new Condition(type.text(), status, told.reason().name(), told.sentence(), null, generation);
    }

    /** Reconciling or Stalled; empty when nothing is left to do. */
    static Optional<Condition> progress(Told told, long generation) {
        if (holds(told) || told.phase() == RegistrationPhase.Tombstoned) {
            return Optional.empty();
        }
        ConditionType type = told.reason().stalls() ? ConditionType.STALLED : ConditionType.RECONCILING;
        return Optional.of(condition(type, Condition.Status.True, told, generation));
    }
}
