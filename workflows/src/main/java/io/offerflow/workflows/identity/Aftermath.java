package io.offerflow.workflows.identity;

import io.offerflow.api.ObjectStatus;
import io.offerflow.api.ResourceKind;
import io.offerflow.workflows.entity.EntityMemory;
import io.offerflow.workflows.entity.Plan;
import io.offerflow.workflows.entity.Step;
import io.offerflow.workflows.identity.IdentitySettings.Tombstone;
import java.time.Instant;
import java.util.List;

/**
 * What is done for an object that is gone, and whose deletion did not wait until chains were told: tell them when they answer, then remove the record.
 * Until then the workflow lives on; an object made again under the name takes over where it stands.
 */
final class Aftermath {
    private Aftermath() {}

    /** @param left of {@code facts} */
    static <S extends ObjectStatus> IdentityPlan<S> plan(
            ResourceKind kind,
            IdentityFacts facts,
            Unfinished left,
            EntityMemory tries,
            IdentityMemory memory,
            Instant now) {
        boolean farewell = facts.settings().tombstone() != Tombstone.Never;
        Situation situation = new Situation(left.ref(), facts.document(), facts.settings(), true, farewell, now);
        ChainPlans chains = ChainPlans.of(kind, situation, facts, memory);
        List<Step> steps = chains.settled() ? List.of(new Step.ForgetRecord()) : List.of();
        Instant wake = steps.isEmpty() ? chains.wakeAt().orElse(null) : tries.retryAt(steps, now);
        return new IdentityPlan<>(
                new Plan<>(steps, null, wake, "tell the chains of the end", List.of()),
                chains.memory(),
                steps.isEmpty() ? chains.orders() : List.of());
    }
}
