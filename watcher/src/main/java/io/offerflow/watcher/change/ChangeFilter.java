package io.offerflow.watcher.change;

import io.offerflow.api.Agent;
import io.offerflow.api.Metadata;
import io.offerflow.api.ServiceOffer;
import io.offerflow.watcher.nudge.Cause;
import io.offerflow.workflows.agent.AgentSeed;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says which changes are worth waking a workflow for. Passes what somebody else did; drops what the controller itself writes (status, its own
 * finalizer, children as rendered), so that a converged offer causes no nudge. Pure.
 */
public final class ChangeFilter {
    private ChangeFilter() {}

    /** Between two versions of an offer; {@code before} is null when it appeared. The first change that is found is told. */
    public static Optional<Change> offer(@Nullable OfferFacts before, OfferFacts after) {
        return object(before == null ? null : before.metadata(), after.metadata(), ServiceOffer.FINALIZER);
    }

    /** Between two versions of an agent. */
    public static Optional<Change> agent(@Nullable AgentFacts before, AgentFacts after) {
        Metadata old = before == null ? null : before.metadata();
        return object(old, after.metadata(), Agent.FINALIZER)
                .or(() -> asked(AgentSeed.RENDER_SOUL, Cause.SOUL_ASKED, old, after.metadata()))
                .or(() -> asked(Agent.ANNOTATION_WALLET_LOST, Cause.WALLET_GIVEN_UP, old, after.metadata()));
    }

    private static Optional<Change> asked(String annotation, Cause cause, @Nullable Metadata old, Metadata now) {
        return old != null && annotationDiffers(annotation, old, now)
                ? Optional.of(new Change(cause))
                : Optional.empty();
    }

    static Optional<Change> object(@Nullable Metadata old, Metadata now, String finalizer) {
        if (old == null) {
            return Optional.of(new Change(Cause.ADDED));
        }
        if (!Objects.equals(old.uid(), now.uid())) {
            return Optional.of(new Change(Cause.REPLACED));
        }
        if (old.deleting() != now.deleting()) {
            return Optional.of(new Change(Cause.DELETING));
        }
        if (old.generation() != now.generation()) {
            return Optional.of(new Change(Cause.SPEC, "generation " + now.generation()));
        }
        if (finalizersMatter(old, now, finalizer)) {
            return Optional.of(new Change(Cause.FINALIZERS));
        }
        if (annotationDiffers(ServiceOffer.ANNOTATION_RECONCILE_AT, old, now)) {
            return Optional.of(new Change(Cause.RECONCILE_ASKED));
        }
        return annotationDiffers(ServiceOffer.ANNOTATION_PAUSED, old, now)
                ? Optional.of(new Change(Cause.PAUSE_ASKED))
                : Optional.empty();
    }

    /**
     * Between two versions of a child; either is null when it is not there. Only for children whose offer exists: what outlives its offer is
     * the orphan sweep's. A child of an offer in deletion goes because the controller deletes it.
     */
    public static Optional<Change> child(@Nullable ChildFacts before, @Nullable ChildFacts after, OfferFacts offer) {
        return child(before, after, offer.deleting());
    }

    /** The same for a child of any object. */
    public static Optional<Change> child(@Nullable ChildFacts before, @Nullable ChildFacts after, boolean ownerLeaves) {
        if (ownerLeaves) {
            return Optional.empty();
        }
        if (after == null) {
            return before == null
                    ? Optional.empty()
                    : Optional.of(new Change(Cause.CHILD_GONE, before.sentence("is gone")));
        }
        if (before != null && !Objects.equals(before.uid(), after.uid())) {
            return Optional.of(new Change(Cause.CHILD_REPLACED, after.sentence("was replaced")));
        }
        boolean sameDrift = before != null && !before.rendered() && Objects.equals(before.hash(), after.hash());
        return after.rendered() || sameDrift
                ? Optional.empty()
                : Optional.of(new Change(Cause.CHILD_DRIFTED, after.sentence("is not as rendered")));
    }

    /** The Gateway's word changed. What it changed to is compared with the stored condition, a moment later: the workflow waits for it too. */
    public static boolean acceptanceChanged(@Nullable ChildFacts before, @Nullable ChildFacts after) {
        return after != null && !after.acceptance().equals(before == null ? "" : before.acceptance());
    }

    /** The controller adds its own finalizer; every other change of the list is somebody else's. */
    private static boolean finalizersMatter(Metadata old, Metadata now, String finalizer) {
        Set<String> was = new HashSet<>(old.finalizers());
        Set<String> is = new HashSet<>(now.finalizers());
        if (is.contains(finalizer)) {
            was.add(finalizer);
        }
        return !was.equals(is);
    }

    private static boolean annotationDiffers(String name, Metadata old, Metadata now) {
        return !Objects.equals(old.annotations().get(name), now.annotations().get(name));
    }
}
