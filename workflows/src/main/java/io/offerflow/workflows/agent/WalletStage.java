package io.offerflow.workflows.agent;

import io.offerflow.api.Agent;
import io.offerflow.api.condition.Condition;
import io.offerflow.api.condition.Condition.Status;
import io.offerflow.api.condition.ConditionType;
import io.offerflow.api.condition.Reason;
import io.offerflow.workflows.entity.ChildKind;
import io.offerflow.workflows.entity.EntityMemory;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The condition WalletReady of an agent that wants a wallet. Pure. */
final class WalletStage {
    private final Agent agent;
    private final AgentObservation seen;
    private final EntityMemory memory;
    private final AgentStages.Findings found;

    WalletStage(Agent agent, AgentObservation seen, EntityMemory memory, AgentStages.Findings found) {
        this.agent = agent;
        this.seen = seen;
        this.memory = memory;
        this.found = found;
    }

    Condition condition() {
        if (found.problem() != null || agent.effectiveModel() == null) {
            return not(Reason.WaitingForWallet, "the wallet waits for a spec that can be carried out");
        }
        AgentWallet.Trouble trouble = new AgentWallet(agent, seen.wallet()).trouble();
        if (trouble != null) {
            return trouble.reason() == Reason.WaitingForWallet
                    ? orRefused(Reason.WaitingForWallet, trouble.message())
                    : not(trouble.reason(), trouble.message());
        }
        WalletView.Signing signing = seen.wallet().signing();
        if (signing == null || signing.tokenVersion() == null) {
            return orRefused(Reason.WaitingForSigner, "the signer's token is being made");
        }
        Condition blocker = new ChildStage(agent, seen, memory, found)
                .blocker(ConditionType.WALLET_READY, ChildKind.OF_WALLETS::contains, Reason.WalletError);
        return blocker != null ? blocker : signer(signing.combined());
    }

    private Condition orRefused(Reason waiting, String message) {
        String refused = memory.firstRefusal("make ");
        return refused == null ? not(waiting, message) : not(Reason.WalletError, refused);
    }

    private Condition signer(boolean combined) {
        @Nullable String words = seen.signer().message();
        return switch (seen.signer().state()) {
            case Missing, Progressing ->
                not(Reason.WaitingForSigner, "the newest pod of Deployment remote-signer is not ready");
            case Stuck -> not(Reason.RolloutStuck, Objects.requireNonNullElse(words, "the signer's rollout is stuck"));
            case Ready -> ready(combined);
        };
    }

    private Condition ready(boolean combined) {
        String message = "signs for " + seen.wallet().address();
        return combined
                ? is(
                        Reason.PasswordBesideKeystore,
                        message + ", but Secret " + WalletSecrets.KEYSTORE + " holds keystore and password together")
                : is(Reason.WalletReady, message);
    }

    private Condition is(Reason reason, String message) {
        return condition(Status.True, reason, message);
    }

    private Condition not(Reason reason, String message) {
        return condition(Status.False, reason, message);
    }

    private Condition condition(Status status, Reason reason, String message) {
        return AgentPlanner.condition(
                ConditionType.WALLET_READY,
                status,
                reason,
                message,
                agent.metadata().generation());
    }
}
