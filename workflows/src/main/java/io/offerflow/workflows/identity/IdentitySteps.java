package io.offerflow.workflows.identity;

import io.offerflow.api.Metadata;
import io.offerflow.api.ResourceKind;
import io.offerflow.api.identity.RegistryChain;
import io.offerflow.workflows.entity.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The steps of whatever owns a document: publish it, and hold on to the object until chains were told of its end, for a limited time. */
record IdentitySteps(List<Step> steps, @Nullable Instant wakeAt) {

    /** @param forgets whether there is a record of an earlier deletion that nobody needs any more */
    static IdentitySteps of(
            ResourceKind kind, Metadata metadata, Situation situation, ChainPlans chains, boolean forgets) {
        List<Step> steps = new ArrayList<>();
        boolean held = metadata.finalizers().contains(kind.finalizer());
        if (!metadata.deleting() && !held) {
            steps.add(new Step.AddFinalizer());
        }
        boolean serves = !metadata.deleting() || held;
        if (serves && !situation.document().current()) {
            steps.add(new Step.PublishDocument(
                    situation.document().hash(), chains.memory().confirmed()));
        }
        if (forgets && (!metadata.deleting() || held)) {
            steps.add(new Step.ForgetRecord());
        }
        if (!metadata.deleting() || !held) {
            return new IdentitySteps(steps, chains.wakeAt().orElse(null));
        }
        Instant end = Optional.ofNullable(metadata.deletionTimestamp())
                .orElse(situation.now())
                .plus(situation.settings().deletionLimit());
        if (chains.settled()) {
            steps.add(new Step.RemoveFinalizer());
        } else if (!end.isAfter(situation.now())) {
            steps.add(new Step.KeepRecord(chains.entries()));
            steps.add(new Step.RemoveFinalizer());
        }
        Instant wake = Stream.concat(chains.wakeAt().stream(), Stream.of(end))
                .filter(at -> at.isAfter(situation.now()))
                .min(Instant::compareTo)
                .orElse(null);
        return new IdentitySteps(steps, wake);
    }

    /** @param status what the object's status remembers of a chain */
    static boolean forgets(
            IdentityFacts facts,
            Metadata metadata,
            ChainPlans chains,
            Function<RegistryChain, Optional<Recalled>> status) {
        Unfinished left = facts.unfinished();
        return left != null && (metadata.deleting() ? chains.settled() : left.knownTo(status));
    }
}
