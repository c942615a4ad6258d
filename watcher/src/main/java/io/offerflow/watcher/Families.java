package io.offerflow.watcher;

import io.offerflow.api.ResourceKind;
import io.offerflow.watcher.change.AgentFacts;
import io.offerflow.watcher.change.AgentIndex;
import io.offerflow.watcher.change.OfferFacts;
import io.offerflow.watcher.monitor.OrphanSweep.Family;
import io.offerflow.watcher.monitor.Surroundings;
import io.offerflow.watcher.nudge.Key;
import java.util.List;

/** What the search for orphans looks at: offers and agents with their children. */
final class Families {
    private Families() {}

    static List<Family> of(Surroundings around, AgentIndex agents, Edges edges, NudgeGate nudges) {
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
                        (agent, wake) -> nudges.now(Key.agent(agent), wake)));
    }
}
