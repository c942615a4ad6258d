package io.offerflow.workflows.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** From the pool to a block: what is sent again, and what is raised on the same nonce. */
class PoolTest {
    private static final Policy.Pace PACE = Intents.POLICY.pace();

    private static Account bumped(Account account, int times) {
        for (int i = 0; i < times; i++) {
            account.later(PACE.bump());
            account.asksToSign();
            account.sign("bump" + i).sent(SendAnswer.ACCEPTED);
        }
        return account;
    }

    @Test
    void theSameBytesAreSentAgain() {
        Account account = Account.withSentMint();
        account.later(PACE.resend().minusSeconds(1)).pauses();
        assertThat(account.later(Duration.ofSeconds(1)).asksToSend()).isEqualTo("h1");
        account.sent(SendAnswer.ALREADY_KNOWN).pauses();
    }

    @Test
    void whatIsNotMinedIsRaisedOnTheSameNonce() {
        Account account = Account.withSentMint().later(PACE.bump());
        Step.Sign sign = account.asksToSign();
        assertThat(sign.nonce()).isEqualTo(7);
        assertThat(sign.gasLimit()).isEqualTo(200_000);
        assertThat(sign.fees()).isEqualTo(new Fees(BigInteger.valueOf(12), BigInteger.valueOf(2_262)));
        assertThat(account.sign("h2").asksToSend()).isEqualTo("h2");
    }

    @Test
    void anUnderpricedTransactionIsRaisedAtOnceAfterALook() {
        for (SendAnswer answer : new SendAnswer[] {SendAnswer.UNDERPRICED, SendAnswer.FEE_TOO_LOW}) {
            Account account = new Account()
                    .submit(Intents.mint("a"))
                    .look()
                    .ready(200_000)
                    .sign("h1")
                    .sent(answer);
            assertThat(account.step).isInstanceOf(Step.Look.class);
            account.waits("a", Reason.UNDERPRICED);
            assertThat(account.look().asksToSign().nonce()).isEqualTo(7);
        }
    }

    @Test
    void anUnderpricedTransactionWhoseNonceIsUsedIsNotRaised() {
        Account account =
                new Account().submit(Intents.mint("a")).look().ready(200_000).sign("h1");
        account.sent(SendAnswer.UNDERPRICED).foreign("f", 100).look().pauses();
        account.waits("a", Reason.NONCE_CONFLICT);
    }

    @Test
    void anEndpointThatCallsTheNonceUsedAndShowsItUnusedIsToldAndNotPaidMore() {
        Account account =
                new Account().submit(Intents.mint("a")).look().ready(200_000).sign("h1");
        account.sent(SendAnswer.NONCE_TOO_LOW).look().pauses();
        account.waits("a", Reason.SUBMITTED);
        assertThat(account.standing("a")).asString().contains("an endpoint says that nonce 7 is used");
        assertThat(account.later(PACE.bump()).asksToSend()).isEqualTo("h1");
        assertThat(account.sent(SendAnswer.ACCEPTED).standing("a")).asString().doesNotContain("is used");
    }

    @Test
    void feesAreRaisedSoManyTimesAndThenOnlySentAgain() {
        Account account = bumped(Account.withSentMint(), Intents.POLICY.maxBumps());
        assertThat(account.later(PACE.bump()).asksToSend()).isEqualTo("bump2");
        account.sent(SendAnswer.ACCEPTED);
        assertThat(account.state.slots().getFirst().attempts()).hasSize(4);
    }

    @Test
    void feesAreNeverRaisedAboveTheLimit() {
        Account account = new Account();
        account.baseFee = 900_000;
        account.submit(Intents.mint("a")).look().ready(200_000).sign("h1").sent(SendAnswer.ACCEPTED);
        assertThat(account.later(PACE.bump()).asksToSend()).isEqualTo("h1");
        account.waits("a", Reason.FEE_CAP_REACHED);
    }

    @Test
    void fundsThatEndAfterSigningKeepTheBytesForLater() {
        Account account =
                new Account().submit(Intents.mint("a")).look().ready(200_000).sign("h1");
        account.sent(SendAnswer.INSUFFICIENT_FUNDS).look().pauses();
        account.waits("a", Reason.INSUFFICIENT_FUNDS);
        assertThat(account.later(PACE.bump()).asksToSend()).isEqualTo("h1");
    }

    @Test
    void aRaiseThatTheAccountCannotPayIsNotSigned() {
        Account account = Account.withSentMint();
        account.balance = BigInteger.valueOf(402_000_000);
        assertThat(account.later(PACE.bump()).asksToSend()).isEqualTo("h1");
    }

    @Test
    void rejectedBytesKeepTheNonceAndAreSentAgainUnraised() {
        Account account =
                new Account().submit(Intents.mint("a")).look().ready(200_000).sign("h1");
        account.sent(SendAnswer.REJECTED).look().pauses();
        account.waits("a", Reason.REJECTED);
        assertThat(account.later(PACE.bump()).asksToSend()).isEqualTo("h1");
    }

    @Test
    void aSignerThatIsAwayDoesNotKeepTheOldBytesFromBeingSentAgain() {
        Account account = Account.withSentMint().later(PACE.bump());
        assertThat(account.notSigned(SignTrouble.UNAVAILABLE).asksToSend()).isEqualTo("h1");
    }

    @Test
    void aGapBeforeTheNonceIsNamedAndNotPaidFor() {
        Account account = Account.withSentMint();
        account.nonce = 6;
        assertThat(account.later(PACE.bump()).asksToSend()).isEqualTo("h1");
        account.sent(SendAnswer.ACCEPTED);
        account.waits("a", Reason.NONCE_GAP);
        assertThat(account.standing("a")).asString().contains("nonce 6");
    }

    @Test
    void aCancelledIntentWithoutBytesIsGoneAndItsNonceIsFree() {
        Account account = new Account().submit(Intents.mint("a")).look().ready(200_000);
        account.cancel("a").sign("h1").pauses();
        assertThat(account.stateOf("a")).isEqualTo(new IntentState.Cancelled());
        assertThat(account.submit(Intents.mint("b"))
                        .look()
                        .ready(200_000)
                        .asksToSign()
                        .nonce())
                .isEqualTo(7);
    }

    @Test
    void aCancelledIntentIsReplacedByAnEmptyTransactionOnTheSameNonce() {
        Account account = Account.withSentMint().cancel("a").look();
        Step.Sign sign = account.asksToSign();
        assertThat(sign.kind()).isEqualTo(Attempt.Kind.NOOP);
        assertThat(sign.nonce()).isEqualTo(7);
        assertThat(sign.gasLimit()).isEqualTo(21_000);
        assertThat(sign.fees().cap()).isEqualTo(2_262);
        account.sign("noop").sent(SendAnswer.ACCEPTED);
        account.waits("a", Reason.CANCELLING);
        account.mined("noop", 101, true).head(105);
        account.waits("a", Reason.CANCELLING);
        account.head(106);
        assertThat(account.stateOf("a")).isEqualTo(new IntentState.Cancelled());
    }

    @Test
    void aCancelledIntentThatWasMinedFirstIsDone() {
        Account account = Account.withSentMint().cancel("a").look().sign("noop").sent(SendAnswer.UNKNOWN);
        account.mined("h1", 101, true).head(106);
        assertThat(account.stateOf("a")).isInstanceOf(IntentState.Done.class);
    }

    @Test
    void aCancelledIntentMayBeTriedAgainAndADoneOneMayNot() {
        Account account = new Account().submit(Intents.mint("a")).cancel("a");
        AccountNews.Told again = account.news().retry(account.state, "a");
        assertThat(again.answer()).isEqualTo(AccountNews.Answer.ACCEPTED);
        assertThat(Objects.requireNonNull(again.state().intent("a")).state()).isInstanceOf(IntentState.Queued.class);

        Account done = Account.withSentMint().mined("h1", 101, true).head(106);
        assertThat(done.news().retry(done.state, "a").answer()).isEqualTo(AccountNews.Answer.REFUSED);
        assertThat(done.news().cancel(done.state, "a").answer()).isEqualTo(AccountNews.Answer.REFUSED);
    }
}
