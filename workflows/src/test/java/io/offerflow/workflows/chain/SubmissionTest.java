package io.offerflow.workflows.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** From an intent to bytes that were sent: the rows of the failure table up to the pool. */
class SubmissionTest {
    private static final Finding FOUND =
            new Finding(BigInteger.ZERO, "0x" + "1".repeat(40), "https://example.org", List.of());

    private static final Duration RETRY = Intents.POLICY.pace().retry();

    private static Account account() {
        return new Account().submit(Intents.mint("a"));
    }

    @Test
    void anIntentIsPreparedSignedRecordedAndSent() {
        Account account = account().sees(new Observation.Tick());
        assertThat(account.step).isInstanceOf(Step.Look.class);
        assertThat(account.look().step).isEqualTo(new Step.Prepare(Intents.mint("a"), null));
        Step.Sign sign = account.ready(200_000).asksToSign();
        assertThat(sign.nonce()).isEqualTo(7);
        assertThat(sign.gasLimit()).isEqualTo(200_000);
        assertThat(sign.fees()).isEqualTo(new Fees(BigInteger.TEN, BigInteger.valueOf(2_010)));
        assertThat(account.sign("h1").asksToSend()).isEqualTo("h1");
        account.sent(SendAnswer.ACCEPTED).pauses();
        account.waits("a", Reason.SUBMITTED);
    }

    @Test
    void anIdThatIsKnownIsNotDoneAgain() {
        Account account = Account.withSentMint();
        AccountNews.Told told = account.news().submit(account.state, Intents.mint("a"));
        assertThat(told.answer()).isEqualTo(AccountNews.Answer.KNOWN);
        assertThat(told.state()).isEqualTo(account.state);
    }

    @Test
    void oneIntentWaitsForTheOneBeforeItToBeConfirmed() {
        Account account = Account.withSentMint().submit(Intents.write("b")).look();
        account.pauses();
        account.waits("b", Reason.QUEUED);
        account.mined("h1", 100, true).head(101).pauses();
        assertThat(account.head(102).step).isEqualTo(new Step.Prepare(Intents.write("b"), null));
        assertThat(account.ready(50_000).asksToSign().nonce()).isEqualTo(8);
    }

    @Test
    void anEndpointThatIsDownIsAskedAgain() {
        Account account = account().sees(new Observation.LookFailed(Observation.Trouble.UNREACHABLE, "refused"));
        account.waits("a", Reason.RPC_UNAVAILABLE);
        assertThat(account.step).isEqualTo(new Step.Pause(account.now.plus(RETRY)));
        assertThat(account.look().step).isInstanceOf(Step.Prepare.class);
        account.waits("a", Reason.QUEUED);
    }

    @Test
    void nothingIsSignedForAnotherChain() {
        Account account = account().sees(new Observation.LookFailed(Observation.Trouble.WRONG_CHAIN, "chain 1"));
        account.waits("a", Reason.WRONG_CHAIN);
        account.pauses();
    }

    @Test
    void aCallThatWouldRevertUsesNoNonce() {
        Account account = account().look().prepared(new Readiness.Reverts("Not authorized"));
        assertThat(account.stateOf("a")).isEqualTo(new IntentState.Failed(Reason.REVERTED, "Not authorized"));
        assertThat(account.state.slots()).isEmpty();
        assertThat(account.step).isEqualTo(new Step.Pause(null));
    }

    @Test
    void aCallThatCannotBeSimulatedYetIsTriedAgain() {
        Account account = account().look().prepared(new Readiness.NotYet(Reason.NOT_READY, "no token yet"));
        account.waits("a", Reason.NOT_READY);
        account.pauses();
        assertThat(account.later(RETRY).step).isInstanceOf(Step.Prepare.class);
    }

    @Test
    void whatIsThereAlreadyIsAdoptedAndNotDone() {
        Account account = account().look().prepared(new Readiness.Found(FOUND));
        assertThat(account.stateOf("a")).isEqualTo(new IntentState.Adopted(FOUND));
        assertThat(account.state.slots()).isEmpty();
    }

    @Test
    void anAccountThatCannotPayUsesNoNonceUntilItCan() {
        Account account = account();
        account.balance = BigInteger.valueOf(401_999_999);
        account.look().ready(200_000).pauses();
        account.waits("a", Reason.INSUFFICIENT_FUNDS);
        assertThat(account.standing("a"))
                .asString()
                .contains("has 0.000000000401999999 ETH, may cost 0.00000000052 ETH: 200000 gas at 0.0000026 gwei")
                .contains("0.000000000118000001 ETH missing");
        assertThat(account.state.slots()).isEmpty();
        account.balance = BigInteger.valueOf(402_000_000);
        account.later(RETRY).ready(200_000).asksToSign();
    }

    @Test
    void whatIsMissingIsToldTheSameWhileFeesMoveByLessThanAQuarter() {
        Account account = account();
        account.balance = BigInteger.ONE;
        account.look().ready(200_000);
        Standing told = account.standing("a");
        for (long fee : new long[] {900, 1_100, 1_240, 760}) {
            account.baseFee = fee;
            assertThat(account.later(RETRY).ready(200_000).standing("a")).isEqualTo(told);
        }
        account.baseFee = 2_000;
        assertThat(account.later(RETRY).ready(200_000).standing("a")).isNotEqualTo(told);
        account.baseFee = 1_000;
        account.later(RETRY).ready(200_000);
        account.balance = BigInteger.TWO;
        assertThat(account.later(RETRY).ready(200_000).standing("a"))
                .asString()
                .contains("has 0.000000000000000002 ETH");
    }

    @Test
    void thePriceIsToldBeforeItIsPaid() {
        Account account = account().look().ready(200_000);
        account.waits("a", Reason.SIGNING);
        assertThat(account.standing("a"))
                .asString()
                .contains("at most 0.00000000052 ETH: 200000 gas at 0.0000026 gwei");
        account.notSigned(SignTrouble.UNAVAILABLE);
        assertThat(account.standing("a")).asString().contains("why; at most 0.00000000052 ETH");
        account.later(RETRY).sign("h1").sent(SendAnswer.ACCEPTED);
        Standing told = account.standing("a");
        assertThat(told).asString().contains("at most 0.000000000402 ETH: 200000 gas at 0.00000201 gwei");
        account.baseFee = 5_000;
        assertThat(account.look().standing("a")).isEqualTo(told);
    }

    @Test
    void aChainThatIsTooDearUsesNoNonce() {
        Account account = account();
        account.baseFee = 1_000_001;
        account.look().ready(200_000).pauses();
        account.waits("a", Reason.FEE_CAP_REACHED);
        assertThat(account.state.slots()).isEmpty();
    }

    @Test
    void theFirstFeesAreNeverAboveTheLimit() {
        Account account = account();
        account.baseFee = 900_000;
        assertThat(account.look().ready(200_000).asksToSign().fees().cap()).isEqualTo(Intents.POLICY.maxFee());
    }

    @Test
    void gasAboveTheLimitFails() {
        Account account = account().look().ready(1_000_001);
        assertThat(account.stateOf("a"))
                .isInstanceOfSatisfying(IntentState.Failed.class, failed -> assertThat(failed.reason())
                        .isEqualTo(Reason.GAS_ABOVE_LIMIT));
    }

    @Test
    void aSignerThatIsAwayIsAskedAgainForTheSameNonce() {
        Account account = account().look().ready(200_000).notSigned(SignTrouble.UNAVAILABLE);
        account.pauses();
        account.waits("a", Reason.SIGNER_UNAVAILABLE);
        assertThat(account.later(RETRY).asksToSign().nonce()).isEqualTo(7);
    }

    @Test
    void aSignerThatRefusesIsNamed() {
        Account account = account().look().ready(200_000).notSigned(SignTrouble.REFUSED);
        account.waits("a", Reason.SIGNER_REFUSED);
    }

    @Test
    void aSignerThatSignsSomethingElseIsNotAskedAgainBeforeAnOperatorSaysSo() {
        Account account = account().look().ready(200_000).notSigned(SignTrouble.MISMATCH);
        account.waits("a", Reason.SIGNER_MISMATCH);
        account.later(Duration.ofDays(1)).pauses();
        account.waits("a", Reason.SIGNER_MISMATCH);
        account.state = account.news().resume(account.state).state();
        account.look().asksToSign();
    }

    @Test
    void aLostAnswerOfTheSignerLeavesTheNonceWhereItIs() {
        Account account = account().look().ready(200_000);
        account.asksToSign();
        assertThat(account.look().asksToSign().nonce()).isEqualTo(7);
    }

    @Test
    void bytesThatComeTwiceAreKeptOnce() {
        Account account = account().look().ready(200_000);
        Observation signed = new Observation.Signed(account.asksToSign(), "h1", "raw h1");
        account.sees(signed).sees(signed);
        assertThat(account.state.slots().getFirst().attempts()).hasSize(1);
    }

    @Test
    void anUnclearAnswerToSendingNeverTakesAnotherNonce() {
        for (SendAnswer answer : SendAnswer.values()) {
            Account account = account().look().ready(200_000).sign("h1").sent(answer);
            assertThat(account.state.slots()).singleElement().satisfies(slot -> assertThat(slot.nonce())
                    .isEqualTo(7));
            assertThat(account.stateOf("a")).isEqualTo(new IntentState.InFlight(BigInteger.valueOf(7)));
        }
    }

    @Test
    void afterAnUnclearAnswerTheChainIsLookedAtForAllThatWasSigned() {
        Account account = account().look().ready(200_000).sign("h1").sent(SendAnswer.UNKNOWN);
        assertThat(account.step).isEqualTo(new Step.Look(List.of(new Probe(BigInteger.valueOf(7), List.of("h1")))));
    }
}
