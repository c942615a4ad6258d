package io.offerflow.workflows.settlement;

import static io.offerflow.workflows.settlement.Settlements.NOW;
import static io.offerflow.workflows.settlement.Settlements.OPEN;
import static io.offerflow.workflows.settlement.Settlements.TRANSACTION;
import static io.offerflow.workflows.settlement.Settlements.VALID_BEFORE;
import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.api.settlement.Outcome;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What follows from the chain's answer and the time, and from nothing else. */
class SettlementPlannerTest {
    private static final Progress FRESH = Progress.starting(NOW);
    private static final ChainAnswer MOVED = new ChainAnswer.Moved(TRANSACTION, "log:7", 42);

    private static NextStep plan(ChainAnswer answer, Instant now) {
        return SettlementPlanner.plan(OPEN, answer, FRESH, now);
    }

    private static Outcome reported(NextStep step) {
        assertThat(step).isInstanceOf(NextStep.Report.class);
        return ((NextStep.Report) step).outcome();
    }

    @Test
    void aTransferAtDepthIsSettledAtAnyTime() {
        for (Instant now : new Instant[] {NOW, VALID_BEFORE.plus(Duration.ofDays(90))}) {
            Outcome outcome = reported(plan(MOVED, now));
            assertThat(outcome.state()).isEqualTo(Outcome.State.SETTLED);
            assertThat(outcome.transaction()).isEqualTo(TRANSACTION);
            assertThat(outcome.credit()).isEqualTo("log:7");
        }
    }

    @Test
    void aUseWithoutTheTransferIsFailed() {
        assertThat(reported(plan(new ChainAnswer.UsedOtherwise("cancelled"), NOW))
                        .state())
                .isEqualTo(Outcome.State.FAILED);
    }

    @Test
    void onlyAFinalBlockLaterThanTheEndMakesItExpired() {
        Instant late = VALID_BEFORE.plusSeconds(60);
        assertThat(plan(new ChainAnswer.Unused(VALID_BEFORE), late)).isInstanceOf(NextStep.Pause.class);
        assertThat(reported(plan(new ChainAnswer.Unused(VALID_BEFORE.plusSeconds(1)), late))
                        .state())
                .isEqualTo(Outcome.State.EXPIRED);
    }

    @Test
    void whatTheChainHasNotSeenIsSentAgainWhileItCanStillBeTaken() {
        ChainAnswer unused = new ChainAnswer.Unused(NOW);
        assertThat(plan(unused, NOW.plusSeconds(6))).isInstanceOf(NextStep.Resend.class);
        assertThat(plan(unused, VALID_BEFORE.minusSeconds(7))).isInstanceOf(NextStep.Resend.class);
        assertThat(plan(unused, VALID_BEFORE.minusSeconds(6))).isInstanceOf(NextStep.Pause.class);
    }

    @Test
    void whatMayBeOnItsWayIsNotSentAgainForSecondsUnlessTheEndIsNear() {
        ChainAnswer unused = new ChainAnswer.Unused(NOW);
        assertThat(plan(unused, NOW.plusSeconds(5))).isInstanceOf(NextStep.Pause.class);
        Progress late = Progress.starting(VALID_BEFORE.minusSeconds(20));
        assertThat(SettlementPlanner.plan(OPEN, unused, late, VALID_BEFORE.minusSeconds(20)))
                .isInstanceOf(NextStep.Resend.class);
    }

    @Test
    void aUseThatIsNotDeepEnoughIsNeverSentAgain() {
        ChainAnswer shallow = new ChainAnswer.Confirming("not deep");
        assertThat(plan(shallow, NOW)).isInstanceOf(NextStep.Pause.class);
        assertThat(plan(shallow, VALID_BEFORE.plus(Duration.ofHours(2)))).isInstanceOf(NextStep.GiveUp.class);
    }

    @Test
    void withoutAChainItIsSentAgainUntilTheEndAndThenPeopleAreTold() {
        ChainAnswer none = new ChainAnswer.NoEndpoint();
        assertThat(plan(none, VALID_BEFORE)).isInstanceOf(NextStep.Resend.class);
        assertThat(plan(none, VALID_BEFORE.plusSeconds(31)))
                .isEqualTo(new NextStep.GiveUp("no RPC endpoint is set for eip155:84532"));
    }

    @Test
    void anEndpointThatIsAwayIsAwaitedForAnHour() {
        ChainAnswer away = new ChainAnswer.Unreachable("away");
        assertThat(plan(away, VALID_BEFORE.plus(Duration.ofMinutes(59)))).isInstanceOf(NextStep.Resend.class);
        assertThat(plan(away, VALID_BEFORE.plus(Duration.ofMinutes(61)))).isInstanceOf(NextStep.GiveUp.class);
    }

    @Test
    void afterPeopleWereToldItGoesOnSlowlyForAMonth() {
        Progress told = FRESH.unresolved(NOW);
        Instant later = VALID_BEFORE.plus(Duration.ofDays(2));
        assertThat(SettlementPlanner.plan(OPEN, new ChainAnswer.NoEndpoint(), told, later))
                .isInstanceOf(NextStep.Resend.class);
        assertThat(SettlementPlanner.plan(OPEN, new ChainAnswer.Unused(NOW), told, later))
                .isInstanceOf(NextStep.Pause.class);
        assertThat(SettlementPlanner.plan(OPEN, MOVED, told, NOW.plus(Duration.ofDays(31))))
                .isInstanceOf(NextStep.Report.class);
        assertThat(SettlementPlanner.plan(OPEN, new ChainAnswer.NoEndpoint(), told, NOW.plus(Duration.ofDays(31))))
                .isInstanceOf(NextStep.Abandon.class);
    }

    @Test
    void pausesDoubleUpToAMinuteAndSlowDownAfterPeopleWereTold() {
        Progress progress = FRESH.round();
        assertThat(SettlementPlanner.pause(progress)).isEqualTo(Duration.ofSeconds(2));
        assertThat(SettlementPlanner.pause(progress.round())).isEqualTo(Duration.ofSeconds(4));
        for (int i = 0; i < 20; i++) {
            progress = progress.round();
        }
        assertThat(SettlementPlanner.pause(progress)).isEqualTo(Duration.ofMinutes(1));
        assertThat(SettlementPlanner.pause(progress.unresolved(NOW))).isEqualTo(Duration.ofMinutes(10));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "released", "unresolved", "SETTLED"})
    void anOperatorStatesFinalOutcomesOnly(String state) {
        assertThat(new StatedOutcome(state, "0x1", null).flaw()).isPresent();
    }

    @Test
    void anOperatorNamesTheTransactionOfASettlementAndOnlyOfThat() {
        assertThat(new StatedOutcome("settled", TRANSACTION, "explorer").flaw()).isEmpty();
        assertThat(new StatedOutcome("settled", null, null).flaw()).isPresent();
        assertThat(new StatedOutcome("settled", "0x1; drop", null).flaw()).isPresent();
        assertThat(new StatedOutcome("expired", null, null).flaw()).isEmpty();
        assertThat(new StatedOutcome("expired", TRANSACTION, null).flaw()).isPresent();
        assertThat(new StatedOutcome("failed", null, "x".repeat(201)).flaw()).isPresent();
    }
}
