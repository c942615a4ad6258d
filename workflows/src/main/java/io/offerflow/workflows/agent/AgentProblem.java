package io.offerflow.workflows.agent;

import io.offerflow.api.Agent;
import io.offerflow.api.Ref;
import io.offerflow.api.condition.Reason;
import io.offerflow.workflows.seed.SkillChoice;
import org.jspecify.annotations.Nullable;

/** What is wrong with an agent's spec. Most of it the API server refuses already; what slips past must not be carried out. */
final class AgentProblem {
    private AgentProblem() {}

    /** Why nothing may be made. */
    record Found(Reason reason, String message) {}

    /** Null when there is none. */
    static @Nullable Found of(Agent agent, @Nullable Ref owner) {
        String runtime = agent.spec().effectiveRuntime();
        if (!Agent.HERMES.equals(runtime)) {
            return new Found(Reason.UnsupportedRuntime, "spec.runtime \"" + runtime + "\" is not hermes");
        }
        if (SkillChoice.of(agent.spec().skills()) instanceof SkillChoice.Refused refused) {
            return new Found(Reason.InvalidSkillEntry, refused.message());
        }
        for (Agent.McpServer server : agent.spec().mcpServers()) {
            if (server.name() == null || (server.command() == null) == (server.url() == null)) {
                return new Found(
                        Reason.InvalidSpec,
                        "spec.mcpServers has \"" + server.name() + "\", which needs a name and either command or url");
            }
        }
        return owner == null
                ? null
                : new Found(
                        Reason.NamespaceTaken,
                        "Agent " + owner.name() + " is older and owns namespace " + owner.namespace());
    }
}
