package io.offerflow.watcher.change;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.offerflow.api.Agent;
import io.offerflow.api.Metadata;
import io.offerflow.api.Ref;
import io.offerflow.cluster.AgentReader;
import org.jspecify.annotations.Nullable;

/** One stored agent as the watcher sees it; {@code agent} is null when its spec cannot be read. */
public record AgentFacts(Metadata metadata, @Nullable Agent agent) {

    /** Never throws for a bad object. */
    public static AgentFacts of(GenericKubernetesResource resource) {
        return switch (AgentReader.read(resource)) {
            case AgentReader.Readable readable -> new AgentFacts(readable.metadata(), readable.agent());
            case AgentReader.Unreadable unreadable -> new AgentFacts(unreadable.metadata(), null);
        };
    }

    public Ref ref() {
        return metadata.ref();
    }

    public boolean deleting() {
        return metadata.deleting();
    }

    /** The stored status is about this generation and says Ready. */
    public boolean settled() {
        return agent != null
                && !deleting()
                && agent.statusOrEmpty().observedGeneration() == metadata.generation()
                && Agent.Phase.Ready.name().equals(agent.statusOrEmpty().phase());
    }
}
