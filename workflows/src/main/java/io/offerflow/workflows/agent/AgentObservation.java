package io.offerflow.workflows.agent;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.offerflow.api.Agent;
import io.offerflow.api.Metadata;
import io.offerflow.api.Ref;
import io.offerflow.workflows.entity.ChildKind;
import io.offerflow.workflows.entity.ChildView;
import io.offerflow.workflows.entity.Seen;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a plan for an agent depends on, read in one go.
 *
 * @param agent null when there is no such object, or it cannot be read (then {@code unreadable} says why)
 * @param owner an older Agent of the namespace, which owns the children; null when this one does
 * @param children those that exist
 * @param foreign kinds of which an object with the child's name belongs to somebody else
 * @param hermes what is known of Hermes besides its children
 * @param signer how far the wallet's signer is with its newest pod
 * @param orphans children that still carry the agent's labels although it is gone
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AgentObservation(
        @Nullable Agent agent,
        @Nullable Unreadable unreadable,
        @Nullable Ref owner,
        Map<ChildKind, ChildView> children,
        List<ChildKind> foreign,
        KeyView key,
        Rollout rollout,
        HermesView hermes,
        WalletView wallet,
        Rollout signer,
        List<ChildKind> orphans,
        AgentSettings settings)
        implements Seen {

    /** Histories from before these were looked at have none. */
    public AgentObservation {
        hermes = hermes == null ? HermesView.MISSING : hermes;
        wallet = wallet == null ? WalletView.ABSENT : wallet;
        signer = signer == null ? Rollout.MISSING : signer;
    }

    /** A stored object that does not parse; {@code message} names the field. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Unreadable(Metadata metadata, String message, Agent.@Nullable Status status) {}

    /** No agent, and perhaps some children. */
    public static AgentObservation gone(List<ChildKind> orphans, WalletView wallet, AgentSettings settings) {
        return new AgentObservation(
                null,
                null,
                null,
                Map.of(),
                List.of(),
                KeyView.MISSING,
                Rollout.MISSING,
                HermesView.MISSING,
                wallet,
                Rollout.MISSING,
                orphans,
                settings);
    }

    public ChildView child(ChildKind kind) {
        return children.getOrDefault(kind, ChildView.ABSENT);
    }

    @Override
    public @Nullable Metadata metadata() {
        if (agent != null) {
            return agent.metadata();
        }
        return unreadable == null ? null : unreadable.metadata();
    }

    @Override
    public Agent.Status stored() {
        if (agent != null) {
            return agent.statusOrEmpty();
        }
        Agent.Status status = unreadable == null ? null : unreadable.status();
        return status == null ? Agent.Status.EMPTY : status;
    }

    @Override
    public int historyLimit() {
        return settings.historyLimit();
    }

    @Override
    public boolean searchable() {
        return settings.searchAttributes();
    }
}
