package io.offerflow.workflows.agent;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * How far the Deployment is with its newest pod.
 *
 * @param message the Deployment's words when it is stuck
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Rollout(State state, @Nullable String message) {

    public static final Rollout MISSING = new Rollout(State.Missing, null);

    /** Serialised by its name. */
    public enum State {
        Missing,
        /** The newest ReplicaSet is not ready, whatever an older one is. */
        Progressing,
        /** The Deployment gave up waiting. */
        Stuck,
        Ready
    }

    /** @param deployment as the API server has it */
    public static Rollout of(JsonNode deployment) {
        JsonNode status = deployment.path("status");
        for (JsonNode condition : status.path("conditions")) {
            if ("Progressing".equals(condition.path("type").asText())
                    && "ProgressDeadlineExceeded"
                            .equals(condition.path("reason").asText())) {
                return new Rollout(State.Stuck, condition.path("message").asText());
            }
        }
        int wanted = deployment.at("/spec/replicas").asInt(1);
        boolean observed = status.path("observedGeneration").asLong()
                >= deployment.at("/metadata/generation").asLong();
        boolean newest = status.path("updatedReplicas").asInt() >= wanted
                && status.path("replicas").asInt()
                        == status.path("updatedReplicas").asInt();
        boolean ready = status.path("readyReplicas").asInt() >= wanted
                && status.path("availableReplicas").asInt() >= wanted;
        return new Rollout(observed && newest && ready && wanted > 0 ? State.Ready : State.Progressing, null);
    }
}
