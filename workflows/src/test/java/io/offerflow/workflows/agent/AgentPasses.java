package io.offerflow.workflows.agent;

import io.offerflow.api.Agent;
import io.offerflow.api.Metadata;
import io.offerflow.workflows.agent.AgentActivities.AgentReport;
import io.offerflow.workflows.entity.Applied;
import io.offerflow.workflows.entity.EntityMemory;
import io.offerflow.workflows.entity.Plan;
import io.offerflow.workflows.entity.Steps;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** The passes of the workflow over the model, without Temporal. */
final class AgentPasses {
    private final AgentModel model;
    private EntityMemory memory = EntityMemory.EMPTY;
    private Instant now = AgentModel.NOW;

    AgentPasses(AgentModel model) {
        this.model = model;
    }

    Instant now() {
        return now;
    }

    void wait(Duration time) {
        now = now.plus(time);
    }

    Plan<Agent.Status> plan() {
        return plan(model.observe(AgentModel.REF));
    }

    private Plan<Agent.Status> plan(AgentObservation seen) {
        Metadata metadata = seen.metadata();
        memory = metadata == null ? memory : memory.of(metadata.uid(), metadata.generation());
        return AgentPlanner.plan(seen, memory, now);
    }

    void pass() {
        now = now.plusMillis(10);
        AgentObservation seen = model.observe(AgentModel.REF);
        Plan<Agent.Status> plan = plan(seen);
        if (!plan.steps().isEmpty()) {
            Metadata m = seen.metadata();
            Applied<AgentObservation> applied = model.apply(
                    m == null
                            ? new Steps(AgentModel.REF, "", "", 0, plan.steps())
                            : new Steps(AgentModel.REF, String.valueOf(m.uid()), "", m.generation(), plan.steps()));
            plan.repairs().forEach(repair -> memory = memory.withRepair(repair));
            memory = memory.afterSteps(applied.outcomes());
            seen = Objects.requireNonNull(applied.seen());
            plan = plan(seen);
        }
        if (plan.steps().isEmpty()) {
            memory = memory.settled();
        }
        Agent.Status status = plan.status();
        Metadata metadata = seen.metadata();
        if (status != null && metadata != null && !status.equals(seen.stored())) {
            model.report(new AgentReport(AgentModel.REF, String.valueOf(metadata.uid()), "", status, List.of()));
        }
    }

    void settle() {
        pass();
        pass();
        pass();
    }
}
