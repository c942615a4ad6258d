package io.offerflow.workflows.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** From a block to an end: depth, reorgs, reverts and nonces that others used. Confirmed is depth 3, final is depth 6. */
class ConfirmationTest {
    @Test
    void anOutcomeIsToldAtDepthAndEndsWhenItIsFinal() {
        Account account = Account.withSentMint().mined("h1", 101, true).head(102);
        account.waits("a", Reason.CONFIRMING);
        account.head(103);
        assertThat(account.standing("a")).isInstanceOf(Standing.Confirmed.class);
        account.head(105);
        assertThat(account.stateOf("a")).isInstanceOf(IntentState.InFlight.class);
        account.head(106);
        assertThat(account.stateOf("a")).isInstanceOfSatisfying(IntentState.Done.class, done -> assertThat(
                        done.receipt().blockHash())
                .isEqualTo("b101"));
        assertThat(account.state.slots()).isEmpty();
        assertThat(account.step).isEqualTo(new Step.Pause(null));
    }

    @Test
    void anyOfTheReplacementsCountsAndTheirLoserDoesNotMatter() {
        Account account = Account.withSentMint().later(Intents.POLICY.pace().bump());
        account.sign("h2").sent(SendAnswer.ACCEPTED).mined("h1", 101, true).head(106);
        assertThat(account.stateOf("a")).isInstanceOfSatisfying(IntentState.Done.class, done -> assertThat(
                        done.receipt().hash())
                .isEqualTo("h1"));
    }

    @Test
    void aReorgSendsTheSameBytesAgain() {
        Account account = Account.withSentMint().mined("h1", 101, true).head(101);
        account.unmined().head(102);
        account.waits("a", Reason.REORGED);
        assertThat(account.asksToSend()).isEqualTo("h1");
    }

    @Test
    void aReorgAfterConfirmationTakesTheOutcomeBack() {
        Account account = Account.withSentMint().mined("h1", 101, true).head(104);
        assertThat(account.standing("a")).isInstanceOf(Standing.Confirmed.class);
        account.unmined().head(105);
        account.waits("a", Reason.REORGED);
        assertThat(account.asksToSend()).isEqualTo("h1");
        account.sent(SendAnswer.ACCEPTED).mined("h1", 106, true).head(111);
        assertThat(account.stateOf("a")).isInstanceOfSatisfying(IntentState.Done.class, done -> assertThat(
                        done.receipt().blockHash())
                .isEqualTo("b106"));
    }

    @Test
    void aNodeThatIsBehindTakesNothingBack() {
        Account account = Account.withSentMint().mined("h1", 101, true).head(104);
        account.unmined().head(100).pauses();
        assertThat(account.standing("a")).isInstanceOf(Standing.Confirmed.class);
    }

    @Test
    void anIndexThatLagsConfirmsNothing() {
        Account account =
                Account.withSentMint().mined("h1", 101, true).head(101).unmined();
        account.nonce = 8;
        account.head(120);
        account.waits("a", Reason.CONFIRMING);
    }

    @Test
    void aRevertedCallFailsWhenItIsFinalAndItsNonceIsUsed() {
        Account account = Account.withSentMint().mined("h1", 101, false).head(105);
        account.waits("a", Reason.REVERTED);
        account.head(106);
        assertThat(account.stateOf("a")).isEqualTo(new IntentState.Failed(Reason.REVERTED, "transaction h1"));
    }

    @Test
    void aCallThatRanOutOfGasGetsMoreTwiceEachOnANewNonce() {
        Account account =
                Account.withSentMint().mined("h1", 101, false, 199_000).head(106);
        account.waits("a", Reason.OUT_OF_GAS);
        Step.Sign second = account.ready(200_000).asksToSign();
        assertThat(second.nonce()).isEqualTo(8);
        assertThat(second.gasLimit()).isEqualTo(400_000);
        account.sign("h2").sent(SendAnswer.ACCEPTED).mined("h2", 107, false, 400_000);
        account.nonce = 9;
        Step.Sign third = account.head(112).ready(200_000).asksToSign();
        assertThat(third.nonce()).isEqualTo(9);
        assertThat(third.gasLimit()).isEqualTo(800_000);
        account.sign("h3").sent(SendAnswer.ACCEPTED).mined("h3", 113, false, 800_000);
        account.nonce = 10;
        account.head(118);
        assertThat(account.stateOf("a")).isEqualTo(new IntentState.Failed(Reason.OUT_OF_GAS, "transaction h3"));
    }

    @Test
    void aForeignTransactionOnTheNonceGivesANewOneWhenItIsFinalAndNotBefore() {
        Account account = Account.withSentMint().foreign("f", 101).head(105);
        account.waits("a", Reason.NONCE_CONFLICT);
        account.pauses();
        assertThat(account.head(106).step).isEqualTo(new Step.Prepare(Intents.mint("a"), null));
        assertThat(account.ready(200_000).asksToSign().nonce()).isEqualTo(8);
    }

    @Test
    void aForeignTransactionThatAReorgTakesAwayLeavesTheNonceToTheIntent() {
        Account account = Account.withSentMint().foreign("f", 101).head(103);
        account.unmined().head(104);
        assertThat(account.asksToSend()).isEqualTo("h1");
    }

    @Test
    void aUsedNonceWithoutItsTransactionProvesNothing() {
        Account account = Account.withSentMint();
        account.nonce = 8;
        account.block = 200;
        assertThat(account.later(Intents.POLICY.pace().resend()).asksToSend()).isEqualTo("h1");
        account.sent(SendAnswer.NONCE_TOO_LOW).look().pauses();
        account.waits("a", Reason.NONCE_CONFLICT);
        assertThat(account.state.slots()).hasSize(1);
    }

    @Test
    void ourOwnTransactionOnTheNonceIsNotForeignWhileItsReceiptIsMissing() {
        Account account = Account.withSentMint().foreign("h1", 101).head(200);
        assertThat(account.stateOf("a")).isEqualTo(new IntentState.InFlight(BigInteger.valueOf(7)));
    }

    @Test
    void aPersonMayVouchForAForeignTransactionOnlyWhereTheChainSaysThatTheNonceIsUsed() {
        BigInteger seven = BigInteger.valueOf(7);
        Account account = Account.withSentMint();
        assertThat(account.news().acceptForeign(account.state, seven, "f").answer())
                .isEqualTo(AccountNews.Answer.REFUSED);
        account.nonce = 8;
        account.head(200);
        assertThat(account.news().acceptForeign(account.state, seven, "h1").answer())
                .isEqualTo(AccountNews.Answer.REFUSED);
        AccountNews.Told told = account.news().acceptForeign(account.state, seven, "f");
        assertThat(told.answer()).isEqualTo(AccountNews.Answer.ACCEPTED);
        account.state = told.state();
        assertThat(account.look().ready(200_000).asksToSign().nonce()).isEqualTo(8);
    }

    @Test
    void aNonceThatOthersUseBeforeItsBytesAreSentIsGivenUpAtOnce() {
        Account account = new Account().submit(Intents.mint("a")).look().ready(200_000);
        account.nonce = 9;
        assertThat(account.look().step).isInstanceOf(Step.Prepare.class);
        assertThat(account.ready(200_000).asksToSign().nonce()).isEqualTo(9);
    }

    @Test
    void aNodeThatForgetsOurTransactionsDoesNotGetTheirNonceAgain() {
        Account account = Account.withSentMint().mined("h1", 101, true).head(106);
        account.unmined().submit(Intents.write("b")).head(107);
        assertThat(account.ready(50_000).asksToSign().nonce()).isEqualTo(8);
    }

    @Test
    void mintsAreRememberedForEverAndWritesForAWhile() {
        Account account = Account.withSentMint().mined("h1", 101, true).head(106);
        IntStream.range(0, 100)
                .forEach(i -> account.submit(Intents.write("w" + i)).cancel("w" + i));
        assertThat(account.state.intents()).hasSize(1 + AccountState.MEMORY);
        assertThat(account.state.intent("a")).isNotNull();
        assertThat(account.state.intent("w0")).isNull();
        assertThat(account.state.intent("w99")).isNotNull();
    }

    @Test
    void aQueueThatIsFullTakesNoMore() {
        Account account = new Account();
        IntStream.range(0, AccountNews.QUEUE).forEach(i -> account.submit(Intents.write("w" + i)));
        assertThat(account.news().submit(account.state, Intents.mint("a")).answer())
                .isEqualTo(AccountNews.Answer.FULL);
    }
}
