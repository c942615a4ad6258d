package io.offerflow.watcher;

import io.offerflow.api.ResourceKind;
import io.offerflow.api.identity.AgentIdentity;
import io.offerflow.watcher.change.AgentFacts;
import io.offerflow.watcher.change.AgentIndex;
import io.offerflow.watcher.change.IdentityIndex;
import io.offerflow.watcher.change.OfferFacts;
import io.offerflow.watcher.change.RegistrationFacts;
import io.offerflow.watcher.monitor.OrphanSweep.Family;
import io.offerflow.watcher.monitor.Surroundings;
import io.offerflow.watcher.nudge.Key;
import java.util.List;
import java.util.Set;

/** What the search for orphans looks at: offers and agents with their children, identities and registrations. */
final class Families {
    /** What there is besides offers. */
    record Others(AgentIndex agents, IdentityIndex registered) {}

    private Families() {}

    static List<Family> of(Surroundings around, Others others, Edges edges, NudgeGate nudges) {
        AgentIndex agents = others.agents();
        IdentityIndex registered = others.registered();
        return List.of(
                new Family(
                        ResourceKind.SERVICE_OFFER,
                        edges::childOwners,
                        () -> around.offers().all().stream()
                                .map(OfferFacts::metadata)
                                .toList(),
                        around.nudges()),
                new Family(
                        ResourceKind.AGENT,
                        edges::agentChildOwners,
                        () -> agents.all().stream().map(AgentFacts::metadata).toList(),
                        (agent, wake) -> nudges.now(Key.agent(agent), wake)),
                // Children of these have an owner in their own namespace, with which they go.
                new Family(
                        ResourceKind.AGENT_IDENTITY,
                        Set::of,
                        () -> registered.identities().stream()
                                .map(AgentIdentity::metadata)
                                .toList(),
                        (identity, wake) -> nudges.now(Key.identity(identity), wake)),
                new Family(
                        ResourceKind.REGISTRATION_REQUEST,
                        Set::of,
                        () -> registered.requests().stream()
                                .map(RegistrationFacts::metadata)
                                .toList(),
                        (request, wake) -> nudges.now(Key.registration(request), wake)));
    }
}
