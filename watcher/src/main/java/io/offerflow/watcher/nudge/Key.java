package io.offerflow.watcher.nudge;

import io.offerflow.api.Ref;
import io.offerflow.api.ResourceKind;

/** Whose workflow is woken: names alone are not unique over kinds. */
public record Key(ResourceKind kind, Ref ref) {

    public static Key offer(Ref ref) {
        return new Key(ResourceKind.SERVICE_OFFER, ref);
    }

    public static Key agent(Ref ref) {
        return new Key(ResourceKind.AGENT, ref);
    }

    public static Key identity(Ref ref) {
        return new Key(ResourceKind.AGENT_IDENTITY, ref);
    }

    public static Key registration(Ref ref) {
        return new Key(ResourceKind.REGISTRATION_REQUEST, ref);
    }

    public String workflowId() {
        return kind.workflowId(ref);
    }

    /** For logs. */
    @Override
    public String toString() {
        return kind.singular() + "/" + ref;
    }
}
