package io.offerflow.workflows.offer;

import io.offerflow.api.Metadata;
import io.offerflow.api.Ref;
import io.offerflow.api.ServiceOfferStatus;
import io.offerflow.workflows.entity.Applied;
import io.offerflow.workflows.entity.EntityMemory;
import io.offerflow.workflows.entity.Plan;
import io.offerflow.workflows.entity.Steps;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Runs passes over the model as the workflow does, without Temporal. */
final class Passes {
    private static final Runnable NOTHING = () -> {};

    private final ClusterModel cluster;
    private EntityMemory memory = EntityMemory.EMPTY;

    Passes(ClusterModel cluster) {
        this.cluster = cluster;
    }

    /** One pass; true when it changed nothing. */
    boolean pass() {
        return pass(NOTHING);
    }

    /** A pass whose observation is already old when it acts: {@code meanwhile} happens in between. */
    boolean pass(Runnable meanwhile) {
        Observation seen = cluster.observe();
        Plan<ServiceOfferStatus> plan = plan(seen);
        meanwhile.run();
        boolean still = plan.steps().isEmpty();
        if (!still) {
            Metadata metadata = seen.metadata();
            Applied<Observation> applied = cluster.apply(new Steps(
                    new Ref("shop", "demo"),
                    metadata == null ? "" : String.valueOf(metadata.uid()),
                    "",
                    metadata == null ? 0 : metadata.generation(),
                    plan.steps()));
            if (applied.superseded()) {
                memory = memory.open();
                return false;
            }
            plan.repairs().forEach(repair -> memory = memory.withRepair(repair));
            memory = memory.afterSteps(applied.outcomes());
            seen = Objects.requireNonNull(applied.seen());
            plan = plan(seen);
        }
        if (plan.steps().isEmpty()) {
            memory = memory.settled();
        } else if (plan.wakeAt() == null && memory.openPasses() > 0) {
            throw new AssertionError("sleeps for ever with work to do: " + plan.steps());
        }
        return report(seen, plan.status()) && still;
    }

    private boolean report(Observation seen, @Nullable ServiceOfferStatus status) {
        Metadata metadata = seen.metadata();
        if (metadata == null || status == null || status.equals(seen.stored())) {
            return true;
        }
        cluster.report(String.valueOf(metadata.uid()), status);
        return false;
    }

    /** Runs until a pass changes nothing. */
    void settle(int limit) {
        for (int i = 0; i < limit; i++) {
            if (pass()) {
                return;
            }
        }
        throw new AssertionError("still busy after " + limit + " passes: "
                + plan(cluster.observe()).steps());
    }

    Plan<ServiceOfferStatus> plan(Observation seen) {
        Metadata metadata = seen.metadata();
        memory = metadata == null ? memory : memory.of(metadata.uid(), metadata.generation());
        return OfferPlanner.plan(seen, memory, cluster.now());
    }
}
