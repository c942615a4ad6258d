package io.offerflow.workflows.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.api.Agent;
import io.offerflow.api.condition.Condition;
import io.offerflow.api.condition.ConditionType;
import io.offerflow.api.condition.Conditions;
import io.offerflow.workflows.entity.ChildKind;
import io.offerflow.workflows.entity.ConditionEvents;
import io.offerflow.workflows.entity.EntityEvent;
import io.offerflow.workflows.entity.Step;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Wallets as they are planned. */
class AgentWalletTest {
    private static final String FIRST = WalletModel.address(1);
    private static final String OTHER = "0x" + "b".repeat(40);

    private final AgentModel model = new AgentModel();
    private final AgentPasses passes = new AgentPasses(model);

    private Agent.Status settled(Agent.Spec spec) {
        model.create(spec);
        passes.settle();
        return status();
    }

    private Agent.Status status() {
        return Objects.requireNonNull(model.agent()).statusOrEmpty();
    }

    private Agent.Status after(Runnable happening) {
        happening.run();
        passes.settle();
        return status();
    }

    private static String reason(Agent.Status status, ConditionType type) {
        return Conditions.find(status.conditions(), type).map(Condition::reason).orElse("absent");
    }

    private static Agent.Spec expecting(String address) {
        return new Agent.Spec(
                null, "a", null, List.of(), null, null, null, null, new Agent.Wallet(true, null, address), List.of());
    }

    @Test
    void theWalletIsMadeOnceTheFinalizerIsThereAndBeforeThePodWhichStartsOnce() {
        model.create(AgentModel.rich(null));
        assertThat(passes.plan().steps())
                .extracting(Step::summary)
                .contains("add finalizer")
                .doesNotContain("make wallet", "apply Deployment hermes");
        passes.pass();
        assertThat(passes.plan().steps()).extracting(Step::summary).containsExactly("make wallet");
        assertThat(passes.plan().wakeAt()).isBeforeOrEqualTo(passes.now());
        passes.pass();
        assertThat(status().walletAddress()).isEqualTo(FIRST);
        assertThat(passes.plan().steps())
                .extracting(Step::summary)
                .containsExactly(
                        "apply Deployment hermes",
                        "apply NetworkPolicy remote-signer",
                        "apply Deployment remote-signer",
                        "apply Service remote-signer");
        passes.settle();
        assertThat(status().phase()).isEqualTo("Ready");
        assertThat(reason(status(), ConditionType.WALLET_READY)).isEqualTo("WalletReady");
        assertThat(model.rollouts()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(WalletModel.Kill.class)
    void aTryThatIsKilledIsRepeatedAndOneWalletComesOfIt(WalletModel.Kill where) {
        model.wallet().killNext(where);
        assertThat(settled(AgentModel.rich(null)).walletAddress()).isEqualTo(FIRST);
        passes.settle();
        assertThat(status().phase()).isEqualTo("Ready");
        assertThat(model.wallet().minted()).containsExactly(FIRST);
    }

    @Test
    void aLostKeystoreIsAConditionAndNeverANewWalletAndThePodStays() {
        settled(AgentModel.rich(null));
        Agent.Status lost = after(() -> model.wallet().loseKeystore());
        assertThat(reason(lost, ConditionType.WALLET_READY)).isEqualTo("WalletLost");
        assertThat(reason(lost, ConditionType.PROVISIONED)).isEqualTo("Provisioned");
        assertThat(reason(lost, ConditionType.READY)).isEqualTo("WalletLost");
        assertThat(lost.walletAddress()).isEqualTo(FIRST);
        assertThat(Conditions.holds(lost.conditions(), ConditionType.STALLED)).isTrue();
        assertThat(model.rollouts()).isEqualTo(1);
        assertThat(model.wallet().minted()).hasSize(1);

        assertThat(after(() -> model.wallet().restore(FIRST)).phase()).isEqualTo("Ready");
    }

    @Test
    void aLostPasswordIsALostWallet() {
        settled(AgentModel.rich(null));
        assertThat(reason(after(() -> model.wallet().losePassword()), ConditionType.WALLET_READY))
                .isEqualTo("WalletLost");
        assertThat(model.wallet().minted()).hasSize(1);
    }

    @Test
    void aNewWalletIsMadeOnceAnOperatorGivesUpTheLostOneByItsAddress() {
        settled(AgentModel.rich(null));
        model.wallet().loseKeystore();
        Agent.Status wrong = after(() -> model.annotate(Agent.ANNOTATION_WALLET_LOST, OTHER));
        assertThat(reason(wrong, ConditionType.WALLET_READY)).isEqualTo("WalletLost");
        Agent.Status made = after(() -> model.annotate(Agent.ANNOTATION_WALLET_LOST, FIRST));
        assertThat(made.walletAddress()).isEqualTo(WalletModel.address(2));
        passes.settle();
        assertThat(status().phase()).isEqualTo("Ready");
        // The annotation is about the old address, and so does not give up the new one.
        Agent.Status again = after(() -> model.wallet().loseKeystore());
        assertThat(reason(again, ConditionType.WALLET_READY)).isEqualTo("WalletLost");
        assertThat(model.wallet().minted()).hasSize(2);
    }

    @Test
    void aKeystoreLostTogetherWithItsAgentIsKnownByItsPassword() {
        settled(AgentModel.rich(null));
        model.delete();
        passes.settle();
        model.wallet().loseKeystore();
        assertThat(reason(settled(AgentModel.rich(null)), ConditionType.WALLET_READY))
                .isEqualTo("WalletLost");
        assertThat(model.wallet().minted()).hasSize(1);
    }

    @Test
    void aKeystoreOfAnotherAddressChangesNothing() {
        settled(AgentModel.rich(null));
        Agent.Status other = after(() -> model.wallet().restore(OTHER));
        assertThat(reason(other, ConditionType.WALLET_READY)).isEqualTo("AddressMismatch");
        assertThat(other.walletAddress()).isEqualTo(FIRST);
        assertThat(model.wallet().address()).isEqualTo(OTHER);
        assertThat(model.rollouts()).isEqualTo(1);

        Agent.Status meant = after(() -> model.edit(expecting(OTHER)));
        assertThat(meant.walletAddress()).isEqualTo(OTHER);
        passes.settle();
        assertThat(status().phase()).isEqualTo("Ready");
    }

    @Test
    void aSecretThatSaysAnotherAddressThanItsKeystoreIsNotBelieved() {
        settled(AgentModel.rich(null));
        assertThat(reason(after(() -> model.wallet().say(OTHER)), ConditionType.WALLET_READY))
                .isEqualTo("AddressMismatch");
    }

    @Test
    void anExpectedAddressIsWaitedForAndNeverDrawn() {
        Agent.Status waiting = settled(expecting(OTHER));
        assertThat(reason(waiting, ConditionType.WALLET_READY)).isEqualTo("WalletLost");
        assertThat(reason(waiting, ConditionType.PROVISIONED)).isEqualTo("WaitingForWallet");
        assertThat(model.wallet().minted()).isEmpty();
        assertThat(model.rollouts()).isZero();
        Agent.Status there = after(() -> model.wallet().restore(OTHER));
        assertThat(there.walletAddress()).isEqualTo(OTHER);
        assertThat(there.phase()).isEqualTo("Ready");
    }

    @Test
    void aWalletTurnedOffRestsAndIsTheSameWhenItIsTurnedOnAgain() {
        settled(AgentModel.rich(null));
        Agent.Status off = after(() -> model.edit(AgentModel.spec("a")));
        assertThat(off.phase()).isEqualTo("Ready");
        assertThat(off.walletAddress()).isEqualTo(FIRST);
        assertThat(reason(off, ConditionType.WALLET_READY)).isEqualTo("absent");
        assertThat(model.kinds()).doesNotContainAnyElementsOf(ChildKind.OF_WALLETS);
        assertThat(model.wallet().address()).isEqualTo(FIRST);

        Agent.Status on = after(() -> model.edit(AgentModel.rich(null)));
        assertThat(on.phase()).isEqualTo("Ready");
        assertThat(model.wallet().minted()).containsExactly(FIRST);
    }

    @Test
    void aWalletAddedToARunningAgentCostsOneRestart() {
        settled(AgentModel.spec("a"));
        after(() -> model.edit(AgentModel.rich(null)));
        assertThat(status().phase()).isEqualTo("Ready");
        assertThat(model.rollouts()).isEqualTo(2);
    }

    @Test
    void aRetainedWalletIsTakenBackByTheNextAgentOfTheName() {
        settled(AgentModel.rich("Retain"));
        model.delete();
        passes.settle();
        assertThat(model.agent()).isNull();
        assertThat(model.wallet().isKept()).isTrue();
        assertThat(settled(AgentModel.rich(null)).walletAddress()).isEqualTo(FIRST);
        passes.settle();
        assertThat(model.wallet().isKept()).isFalse();
        assertThat(model.wallet().minted()).containsExactly(FIRST);
    }

    @Test
    void aTornOffAgentLeavesItsWallet() {
        settled(AgentModel.rich("Delete"));
        model.tearOff();
        passes.settle();
        assertThat(model.wallet().address()).isEqualTo(FIRST);
        assertThat(model.wallet().isKept()).isTrue();
        assertThat(passes.plan().gone()).isTrue();
    }

    @Test
    void aWalletIsDestroyedWhereTheSpecSaysSo() {
        settled(AgentModel.rich("Delete"));
        model.delete();
        passes.settle();
        assertThat(model.agent()).isNull();
        assertThat(model.wallet().address()).isNull();
        assertThat(model.wallet().hasPassword()).isFalse();
    }

    @Test
    void theReferencesSecretIsAdoptedWithAWarning() {
        model.wallet().combined(OTHER);
        Agent.Status adopted = settled(AgentModel.rich(null));
        assertThat(adopted.phase()).isEqualTo("Ready");
        assertThat(adopted.walletAddress()).isEqualTo(OTHER);
        assertThat(reason(adopted, ConditionType.WALLET_READY)).isEqualTo("PasswordBesideKeystore");
        assertThat(ConditionEvents.between(List.of(), adopted.conditions()))
                .filteredOn(event -> event.reason().equals("PasswordBesideKeystore"))
                .extracting(EntityEvent::type)
                .containsExactly(EntityEvent.Type.Warning);
        assertThat(model.wallet().minted()).isEmpty();
    }

    @Test
    void aMissingTokenIsAddedAndBothPodsRestartOnce() {
        settled(AgentModel.rich(null));
        Agent.Status mended = after(() -> model.wallet().token(null));
        assertThat(mended.phase()).isEqualTo("Ready");
        assertThat(model.rollouts()).isEqualTo(2);
    }

    @Test
    void aRefusalIsToldAndDoesNotSpin() {
        model.refuse(true);
        settled(AgentModel.rich(null));
        passes.settle();
        assertThat(reason(status(), ConditionType.WALLET_READY)).isEqualTo("WalletError");
        assertThat(passes.plan().wakeAt()).isAfter(passes.now());
    }

    @Test
    void aSignerThatIsNotReadyIsToldAndTheAgentIsNotSold() {
        settled(AgentModel.rich(null));
        model.pods(false);
        passes.pass();
        assertThat(reason(status(), ConditionType.WALLET_READY)).isEqualTo("WaitingForSigner");
        assertThat(status().phase()).isEqualTo("Provisioning");
    }
}
