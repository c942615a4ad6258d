package io.offerflow.activities.offer;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.offerflow.activities.object.StoredObjects;
import io.offerflow.api.Agent;
import io.offerflow.api.Ref;
import io.offerflow.api.ResourceKind;
import io.offerflow.api.ServiceOffer;
import io.offerflow.api.ServiceOfferSpec.AgentRef;
import io.offerflow.api.ServiceOfferStatus.AgentResolution;
import io.offerflow.api.condition.ConditionType;
import io.offerflow.api.condition.Conditions;
import io.offerflow.cluster.AgentReader;
import io.offerflow.workflows.offer.AgentView;
import io.offerflow.workflows.seed.SkillChoice;
import java.util.Optional;

/** The agents that offers sell, as the API server holds them. */
final class SoldAgents {
    private final StoredObjects agents;

    SoldAgents(KubernetesClient client) {
        this.agents = new StoredObjects(client, ResourceKind.AGENT);
    }

    /** Empty when the offer sells no agent, or names one that it may not sell: an offer of another namespace would use its key. */
    Optional<AgentView> look(ServiceOffer offer) {
        AgentRef ref =
                offer.spec().agent() == null ? null : offer.spec().agent().ref();
        if (!offer.spec().sellsAgent()
                || ref == null
                || ref.name() == null
                || !offer.metadata().namespace().equals(ref.namespace())) {
            return Optional.empty();
        }
        GenericKubernetesResource stored = agents.get(new Ref(ref.namespace(), ref.name()));
        if (stored == null) {
            return Optional.of(new AgentView(null, "does not exist"));
        }
        return Optional.of(
                switch (AgentReader.read(stored)) {
                    case AgentReader.Readable readable -> view(readable.agent());
                    case AgentReader.Unreadable unreadable -> new AgentView(null, "cannot be read");
                });
    }

    private static AgentView view(Agent agent) {
        Agent.Status status = agent.statusOrEmpty();
        if (agent.metadata().deleting()) {
            return new AgentView(null, "is being deleted");
        }
        String endpoint = status.endpoint();
        if (!Agent.Phase.Ready.name().equals(status.phase()) || endpoint == null || endpoint.isEmpty()) {
            String why = Conditions.find(status.conditions(), ConditionType.READY)
                    .map(ready -> ": " + ready.reason())
                    .orElse("");
            return new AgentView(null, "is not ready" + why);
        }
        return new AgentView(
                new AgentResolution(
                        status.pinnedModel(),
                        SkillChoice.namesOf(agent.spec().skills()),
                        agent.spec().effectiveRuntime(),
                        endpoint),
                "is ready");
    }
}
