package io.offerflow.watcher;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.offerflow.api.Ref;
import io.offerflow.watcher.change.AgentChildReader;
import io.offerflow.watcher.change.AgentFacts;
import io.offerflow.watcher.change.AgentIndex;
import io.offerflow.watcher.change.ChangeFilter;
import io.offerflow.watcher.change.ChildFacts;
import io.offerflow.watcher.nudge.Cause;
import io.offerflow.watcher.nudge.Key;
import io.offerflow.watcher.nudge.Wake;
import io.offerflow.workflows.agent.AgentChildren;
import io.offerflow.workflows.agent.PodSecrets;
import io.offerflow.workflows.entity.ChildKind;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns events of agents and their children into nudges of agents. */
final class AgentFeed {
    private static final Logger LOG = LoggerFactory.getLogger(AgentFeed.class);

    /** Secrets of an agent, by name: its own key, and what people fill. */
    static final List<String> SECRETS = Stream.concat(
                    Stream.of(AgentChildren.name(ChildKind.SECRET)), PodSecrets.NAMES.stream())
            .toList();

    private final AgentIndex agents;
    private final AgentChildReader children;
    private final NudgeGate nudges;

    AgentFeed(AgentIndex agents, AgentChildReader children, NudgeGate nudges) {
        this.agents = agents;
        this.children = children;
        this.nudges = nudges;
    }

    void agent(@Nullable GenericKubernetesResource before, @Nullable GenericKubernetesResource after) {
        if (after == null) {
            gone(AgentFacts.of(Objects.requireNonNull(before, "one version is there"))
                    .ref());
            return;
        }
        AgentFacts facts = AgentFacts.of(after);
        ChangeFilter.agent(agents.put(facts), facts).ifPresent(change -> {
            Wake wake = Wake.of(facts.metadata(), change.cause(), change.sentence());
            if (change.cause() == Cause.ADDED && facts.settled()) {
                nudges.later(Key.agent(facts.ref()), wake);
            } else {
                nudge(facts, wake);
            }
        });
    }

    /** Of these an agent has several, by name. */
    void configMap(@Nullable GenericKubernetesResource before, @Nullable GenericKubernetesResource after) {
        GenericKubernetesResource any = after == null ? before : after;
        String name = any == null ? "" : any.getMetadata().getName();
        Stream.of(ChildKind.CONFIG_MAP, ChildKind.SOUL, ChildKind.SKILLS)
                .filter(kind -> AgentChildren.name(kind).equals(name))
                .forEach(kind -> child(kind, before, after));
    }

    void child(
            ChildKind watched, @Nullable GenericKubernetesResource before, @Nullable GenericKubernetesResource after) {
        GenericKubernetesResource any = after == null ? before : after;
        ChildKind kind = any == null ? watched : AgentChildReader.role(watched, any);
        Optional<Ref> owner = any == null ? Optional.empty() : AgentChildReader.owner(any);
        AgentFacts agent = owner.map(agents::get).orElse(null);
        if (agent == null) {
            if (after == null) {
                owner.ifPresent(this::placeIsFree);
            }
            return;
        }
        ChildFacts was = before == null ? null : children.read(kind, before, agent);
        ChildFacts is = after == null ? null : children.read(kind, after, agent);
        ChangeFilter.child(was, is, agent.deleting())
                .ifPresent(change -> nudge(agent, Wake.of(agent.metadata(), change.cause(), change.sentence())));
        if (was != null && ChangeFilter.acceptanceChanged(was, is)) {
            nudge(agent, Wake.of(agent.metadata(), Cause.ROLLOUT));
        }
    }

    private void gone(Ref ref) {
        agents.remove(ref);
        nudges.now(Key.agent(ref), Wake.absent(Cause.GONE, Cause.GONE.sentence(), false));
        placeIsFree(ref);
    }

    /** The agent that was there, or one of its children, is gone: another one may wait for the name. */
    private void placeIsFree(Ref gone) {
        agents.in(gone.namespace()).forEach(rival -> nudge(rival, Wake.of(rival.metadata(), Cause.NAMESPACE)));
    }

    private void nudge(AgentFacts agent, Wake wake) {
        if (nudges.isOpen()) {
            LOG.info("{} agent={}", String.join("; ", wake.causes().values()), agent.ref());
        }
        nudges.now(Key.agent(agent.ref()), wake);
    }
}
