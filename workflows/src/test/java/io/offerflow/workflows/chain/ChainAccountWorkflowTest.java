package io.offerflow.workflows.chain;

import static io.offerflow.workflows.chain.AccountWorld.CHAIN;
import static io.offerflow.workflows.chain.AccountWorld.REGISTRY;
import static io.offerflow.workflows.chain.AccountWorld.SIGNER;
import static io.offerflow.workflows.chain.AccountWorld.mint;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.offerflow.workflows.chain.IntentReport.State;
import io.temporal.api.enums.v1.EventType;
import io.temporal.client.WorkflowUpdateException;
import java.math.BigInteger;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One account around a scripted chain. */
class ChainAccountWorkflowTest {
    /** 64 blocks of two seconds, and some. */
    private static final Duration LONG = Duration.ofMinutes(5);

    private final AccountWorld world = new AccountWorld();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aMintTakesEffectOnceAndItsIdIsToldAtDepthAndKeptForEver() {
        IntentReport first = world.submit(mint("a"));
        assertThat(first.state()).isEqualTo(State.WAITING);
        assertThat(first.agentId(REGISTRY)).isEmpty();
        world.sleep(Duration.ofSeconds(40));
        IntentReport told = world.standing("a");
        assertThat(told.state()).isEqualTo(State.CONFIRMED);
        assertThat(told.agentId(REGISTRY)).contains(BigInteger.ZERO);
        assertThat(told.agentId("0x" + "1".repeat(40))).isEmpty();
        world.sleep(LONG);
        assertThat(world.submit(mint("a")).state()).isEqualTo(State.DONE);
        assertThat(world.standing("a").link()).startsWith("https://sepolia.basescan.org/tx/0x");
        assertThat(world.sent).hasSize(1);
    }

    @Test
    void anIdleAccountWritesNoHistory() {
        world.submit(mint("a"));
        world.sleep(LONG);
        int events = events();
        world.sleep(Duration.ofDays(30));
        assertThat(events()).isEqualTo(events);
        assertThat(world.temporal
                        .getWorkflowClient()
                        .fetchHistory(ChainAccountWorkflow.id(CHAIN, SIGNER))
                        .getLastEvent()
                        .getEventType())
                .isEqualTo(EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED);
    }

    private int events() {
        return world.temporal
                .getWorkflowClient()
                .fetchHistory(ChainAccountWorkflow.id(CHAIN, SIGNER))
                .getEvents()
                .size();
    }

    @Test
    void aLostReplyIsLookedUpAndTheSameBytesAreSentAgain() {
        world.replyLost = true;
        world.submit(mint("a"));
        world.sleep(LONG);
        assertThat(world.standing("a").state()).isEqualTo(State.DONE);
        assertThat(world.sent).containsOnly("0x020000");
    }

    @Test
    void theSubmitterHearsOfEveryTurnAndAMissingOneIsNoTrouble() {
        AccountWorld.Submitter submitter = world.submitter();
        world.submit(mint("a"));
        world.sleep(LONG);
        assertThat(submitter.heard())
                .containsSubsequence("transaction: CONFIRMING", "transaction: CONFIRMED", "transaction: DONE");
        Intent orphan = new Intent("b", "write b", Call.of(REGISTRY, "0x0af28bd3"), null, "agentidentity/gone/gone");
        world.submit(orphan);
        world.sleep(LONG);
        assertThat(world.standing("b").state()).isEqualTo(State.DONE);
    }

    @Test
    void twoIntentsTakeTwoNoncesInTheirOrder() {
        world.submit(mint("a"));
        world.submit(mint("b"));
        world.sleep(LONG.multipliedBy(2));
        assertThat(world.standing("a").agentId(REGISTRY)).contains(BigInteger.ZERO);
        assertThat(world.standing("b").agentId(REGISTRY)).contains(BigInteger.ONE);
        assertThat(world.sent).containsExactly("0x020000", "0x020001");
    }

    @Test
    void aChainThatIsAwayIsToldAndCostsLittleHistoryUntilItIsBack() {
        world.chainAway = true;
        world.submit(mint("a"));
        world.sleep(Duration.ofMinutes(2));
        assertThat(world.standing("a").reason()).isEqualTo("RPC_UNAVAILABLE");
        int events = events();
        world.sleep(Duration.ofHours(10));
        assertThat(events() - events).isLessThan(400);
        world.chainAway = false;
        world.sleep(Duration.ofMinutes(10));
        assertThat(world.standing("a").state()).isEqualTo(State.DONE);
    }

    @Test
    void aWrongChainIsToldAtOnceAndLookedAtAgain() {
        world.wrongChain = true;
        world.submit(mint("a"));
        world.sleep(Duration.ofSeconds(10));
        assertThat(world.standing("a").reason()).isEqualTo("WRONG_CHAIN");
        world.wrongChain = false;
        world.sleep(Duration.ofMinutes(10));
        assertThat(world.standing("a").state()).isEqualTo(State.DONE);
    }

    @Test
    void withoutGasMoneyNothingIsSignedUntilItComes() {
        world.balance = BigInteger.ONE;
        world.submit(mint("a"));
        world.sleep(LONG);
        assertThat(world.standing("a").sentence()).contains("has 0.000000000000000001 ETH");
        assertThat(world.sent).isEmpty();
        world.balance = BigInteger.TEN.pow(18);
        world.sleep(LONG.multipliedBy(2));
        assertThat(world.standing("a").state()).isEqualTo(State.DONE);
    }

    @Test
    void aSignerThatIsAwayIsWaitedForAndOneThatLiesFreezesTheAccountUntilItIsResumed() {
        world.signerAway = true;
        world.submit(mint("a"));
        world.sleep(Duration.ofMinutes(2));
        assertThat(world.standing("a").reason()).isEqualTo("SIGNER_UNAVAILABLE");
        world.signerLies = true;
        world.signerAway = false;
        world.sleep(LONG);
        assertThat(world.standing("a").reason()).isEqualTo("SIGNER_MISMATCH");
        assertThat(world.account().describe()).contains("**Frozen**", "another nonce, 7");
        world.signerLies = false;
        assertThat(world.account().resume()).isEqualTo("resumed");
        world.sleep(LONG);
        assertThat(world.standing("a").state()).isEqualTo(State.DONE);
    }

    @Test
    void whatRevertsFailsAndANewCallUnderItsIdIsAnotherTry() {
        world.reverts = true;
        world.submit(mint("a"));
        world.sleep(LONG);
        assertThat(world.standing("a").sentence()).contains("Not authorized");
        world.reverts = false;
        assertThat(world.submit(mint("a")).state()).isEqualTo(State.FAILED);
        Intent other = new Intent(
                "a", "register a", Call.of(REGISTRY, "0xf2c298be00"), Adoption.ofUri("https://example.org"), null);
        assertThat(world.submit(other).state()).isEqualTo(State.WAITING);
        world.sleep(LONG);
        assertThat(world.standing("a").state()).isEqualTo(State.DONE);
    }

    @Test
    void anOperatorCancelsAndRetries() {
        world.balance = BigInteger.ONE;
        world.submit(mint("a"));
        world.sleep(Duration.ofSeconds(10));
        assertThat(world.account().cancel("a").state()).isEqualTo(State.CANCELLED);
        world.balance = BigInteger.TEN.pow(18);
        assertThat(world.account().retry("a").state()).isEqualTo(State.WAITING);
        world.sleep(LONG);
        assertThat(world.standing("a").state()).isEqualTo(State.DONE);
        assertThatThrownBy(() -> world.account().cancel("unknown")).isInstanceOf(WorkflowUpdateException.class);
        assertThatThrownBy(() -> world.account()
                        .acceptForeign(new ChainAccountWorkflow.ForeignUse(BigInteger.ZERO, "0x" + "1".repeat(64))))
                .isInstanceOf(WorkflowUpdateException.class);
    }

    @Test
    void aMalformedIntentIsRefusedBeforeItIsTaken() {
        Intent bad = new Intent("a", "register a", Call.of("0x12", "0x"), null, null);
        assertThatThrownBy(() -> world.submit(bad))
                .isInstanceOf(WorkflowUpdateException.class)
                .hasStackTraceContaining("call.to is 0x and 40 hex digits");
    }

    @Test
    void aLongHistoryGoesOnInANewRunWithAllThatIsKnown() {
        world.historyLimit = 40;
        world.submit(mint("a"));
        world.sleep(LONG.multipliedBy(2));
        world.submit(mint("b"));
        world.sleep(LONG.multipliedBy(2));
        assertThat(events()).isLessThan(150);
        assertThat(world.standing("a").state()).isEqualTo(State.DONE);
        assertThat(world.standing("b").agentId(REGISTRY)).contains(BigInteger.ONE);
        assertThat(world.sent).hasSize(2);
    }

    @Test
    void describeReadsAsATableWithTransactionsAndWhatIsWaitedFor() {
        world.submit(mint("a"));
        world.sleep(Duration.ofSeconds(6));
        assertThat(world.account().describe())
                .contains("**Busy**: account `" + SIGNER + "` on chain 84532", "| register a `a` | WAITING | ")
                .contains("https://sepolia.basescan.org/tx/");
    }
}
