package io.offerflow.workflows.settlement;

import static io.offerflow.workflows.settlement.Settlements.NOW;
import static io.offerflow.workflows.settlement.Settlements.OPEN;
import static io.offerflow.workflows.settlement.Settlements.TRANSACTION;
import static io.offerflow.workflows.settlement.Settlements.VALID_BEFORE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.INSTANT;
import static org.awaitility.Awaitility.await;

import io.offerflow.api.settlement.Outcome;
import io.offerflow.workflows.entity.TimelineEntry;
import io.temporal.api.enums.v1.EventType;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowUpdateException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of a payment whose answer was lost. */
class SettlementWorkflowTest {
    private static final ChainAnswer MOVED = new ChainAnswer.Moved(TRANSACTION, "", 42);

    private final SettlementWorld world = new SettlementWorld();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aPaymentThatReachedTheChainIsSettledOnceItIsDeepAndNeverSentAgain() {
        Instant deep = NOW.plusSeconds(20);
        world.chain = now -> now.isBefore(deep) ? new ChainAnswer.Confirming("not deep yet") : MOVED;

        Ending ending = SettlementWorld.ending(world.start());

        assertThat(ending.state()).isEqualTo("settled");
        assertThat(ending.transaction()).isEqualTo(TRANSACTION);
        assertThat(world.reported).extracting(Outcome::transaction).containsExactly(TRANSACTION);
        assertThat(world.resent).isEmpty();
    }

    @Test
    void aPaymentThatNeverReachedTheChainIsSentAgain() {
        world.chain = now -> new ChainAnswer.Unused(now);
        world.afterResend = "settled";

        assertThat(SettlementWorld.ending(world.start()).state()).isEqualTo("settled");
        assertThat(world.resent).hasSize(1);
        assertThat(world.reported).isEmpty();
    }

    @Test
    void aPaymentThatNobodyTakesExpiresAfterItsEnd() {
        world.chain = now -> new ChainAnswer.Unused(now.minusSeconds(24));

        assertThat(SettlementWorld.ending(world.start()).state()).isEqualTo("expired");
        assertThat(world.reportedAt)
                .singleElement(INSTANT)
                .isBetween(VALID_BEFORE.plusSeconds(24), VALID_BEFORE.plusSeconds(120));
        assertThat(world.resent).hasSizeBetween(5, 12);
    }

    @Test
    void anAuthorizationThatWasUsedOtherwiseIsFailed() {
        world.chain = now -> new ChainAnswer.UsedOtherwise("the payer cancelled the authorization");

        assertThat(SettlementWorld.ending(world.start()).state()).isEqualTo("failed");
        assertThat(world.reported).extracting(Outcome::detail).containsExactly("the payer cancelled the authorization");
    }

    @Test
    void anOutcomeIsReportedWhenTheGateComesBackHoweverLongThatTakes() {
        world.chain = now -> MOVED;
        world.gateAway = true;
        SettlementWorkflow workflow = world.start();
        world.temporal.sleep(Duration.ofHours(7));
        assertThat(world.reported).isEmpty();

        world.gateAway = false;

        assertThat(SettlementWorld.ending(workflow).state()).isEqualTo("settled");
    }

    @Test
    void withoutAChainPeopleAreToldOnceAndAnOperatorDecides() {
        SettlementWorkflow workflow = world.start();
        world.temporal.sleep(Duration.ofDays(2));
        assertThat(world.state).isEqualTo("unresolved");
        assertThat(world.events).hasSize(1);
        assertThat(world.events.getFirst().reason()).isEqualTo("SettlementUnresolved");
        assertThat(world.events.getFirst().message())
                .contains("no RPC endpoint", "stateOutcome", OPEN.key().workflowId());
        assertThat(workflow.describe()).startsWith("**Unresolved**").contains("shop/tea", "stateOutcome");

        assertThat(workflow.stateOutcome(new StatedOutcome("settled", TRANSACTION, "block explorer")))
                .isEqualTo("settled");

        assertThat(SettlementWorld.ending(workflow).detail()).isEqualTo("stated by an operator: block explorer");
        assertThat(world.reported.getLast().transaction()).isEqualTo(TRANSACTION);
    }

    @Test
    void anUnresolvedOneIsSettledWhenTheChainSaysSoAfterAll() {
        world.chain = now -> now.isAfter(NOW.plus(Duration.ofDays(3))) ? MOVED : new ChainAnswer.Unreachable("away");

        assertThat(SettlementWorld.ending(world.start()).state()).isEqualTo("settled");
        assertThat(world.events).hasSize(1);
    }

    @Test
    void whatAnOperatorTellsTheGateItselfEndsItToo() {
        SettlementWorkflow workflow = world.start();
        world.temporal.sleep(Duration.ofDays(1));
        world.state = "failed";

        assertThat(SettlementWorld.ending(workflow).state()).isEqualTo("failed");
    }

    @Test
    void aTransactionThatCreditsAnotherPaymentIsLeftToAnOperator() {
        world.chain = now -> MOVED;
        world.taken = true;
        SettlementWorkflow workflow = world.start();
        world.temporal.sleep(Duration.ofHours(1));

        assertThat(world.state).isEqualTo("unresolved");
        assertThat(world.events.getFirst().message()).contains("another payment");
        assertThat(workflow.stateOutcome(new StatedOutcome("failed", null, null)))
                .isEqualTo("failed");
    }

    @Test
    void aStatementThatIsNoneIsRefusedAndChangesNothing() {
        SettlementWorkflow workflow = world.start();

        assertThatThrownBy(() -> workflow.stateOutcome(new StatedOutcome("settled", null, null)))
                .isInstanceOf(WorkflowUpdateException.class)
                .rootCause()
                .hasMessageContaining("settled needs its transaction");
        assertThat(world.reported).isEmpty();
    }

    @Test
    void afterAMonthWithoutAWordItFailsSoThatItMayBeStartedAgain() {
        SettlementWorkflow workflow = world.start();

        assertThatThrownBy(() -> SettlementWorld.ending(workflow))
                .isInstanceOf(WorkflowFailedException.class)
                .rootCause()
                .hasMessageContaining(SettlementWorkflow.UNRESOLVED);
        assertThat(world.events).hasSize(1);
        assertThat(world.temporal
                        .getWorkflowClient()
                        .fetchHistory(OPEN.key().workflowId())
                        .getEvents())
                .hasSizeLessThan(3_000);
    }

    @Test
    void theTimelineTellsTheStoryAndHistoryHoldsNoSignature() {
        Instant deep = NOW.plusSeconds(10);
        world.chain = now -> now.isBefore(deep) ? new ChainAnswer.Unused(now) : MOVED;
        SettlementWorkflow workflow = world.start();
        SettlementWorld.ending(workflow);

        assertThat(workflow.timeline())
                .extracting(TimelineEntry::what)
                .containsExactly(
                        "the chain has not seen it yet",
                        "the chain has not seen it",
                        "the chain says settled: the chain shows it in block 42",
                        "the gate says settled");
        assertThat(world.resent.getFirst()).contains(SettlementWorld.SIGNATURE);
        String history = world.temporal
                .getWorkflowClient()
                .fetchHistory(OPEN.key().workflowId())
                .toProtoText(false);
        assertThat(history).contains("AskChain", "RetryAtGate").doesNotContain(SettlementWorld.SIGNATURE);
    }

    @Test
    void searchAttributesChangeOnlyWithThePhase() {
        world.chain = now -> new ChainAnswer.Unused(now.minusSeconds(24));
        SettlementWorkflow workflow = world.start();
        SettlementWorld.ending(workflow);

        await().untilAsserted(() -> assertThat(world.temporal
                        .getWorkflowClient()
                        .fetchHistory(OPEN.key().workflowId())
                        .getEvents())
                .filteredOn(event -> event.getEventType() == EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES)
                .hasSize(2));
    }
}
