package io.offerflow.workflows.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** An account that a test talks to, answer by answer. The chain stands at block 100, the account's nonce there is 7. */
final class Account {
    private final ChainAccount account = new ChainAccount(Intents.POLICY);
    private final Map<String, Receipt> receipts = new HashMap<>();
    private final Map<BigInteger, ChainView.Use> users = new HashMap<>();
    AccountState state = AccountState.empty();
    Step step = new Step.Pause(null);
    Instant now = Instant.EPOCH;
    long block = 100;
    long nonce = 7;
    long baseFee = 1_000;
    BigInteger balance = BigInteger.TEN.pow(18);

    Account sees(Observation observation) {
        Decision decision = account.decide(state, observation, now);
        state = decision.state();
        step = decision.step();
        return this;
    }

    AccountNews news() {
        return new AccountNews(Intents.POLICY, now);
    }

    Account submit(Intent intent) {
        state = news().submit(state, intent).state();
        return this;
    }

    Account cancel(String id) {
        state = news().cancel(state, id).state();
        return this;
    }

    Account look() {
        FeeQuote quote = new FeeQuote(BigInteger.valueOf(baseFee), BigInteger.TEN);
        ChainView.Head head = new ChainView.Head(BigInteger.valueOf(block), BigInteger.valueOf(nonce), balance, quote);
        return sees(new Observation.Looked(new ChainView(head, receipts, users)));
    }

    Account later(Duration time) {
        now = now.plus(time);
        return look();
    }

    Account ready(long gas) {
        return sees(
                new Observation.Prepared(((Step.Prepare) step).intent(), new Readiness.Ready(BigInteger.valueOf(gas))));
    }

    Account prepared(Readiness readiness) {
        return sees(new Observation.Prepared(((Step.Prepare) step).intent(), readiness));
    }

    Account sign(String hash) {
        return sees(new Observation.Signed((Step.Sign) step, hash, "raw " + hash));
    }

    Account notSigned(SignTrouble trouble) {
        return sees(new Observation.NotSigned((Step.Sign) step, trouble, "why"));
    }

    Account sent(SendAnswer answer) {
        Step.Send send = (Step.Send) step;
        return sees(new Observation.Sent(send.nonce(), send.hash(), answer, "why"));
    }

    /** A mint with the id a, sent with hash h1 on nonce 7. */
    static Account withSentMint() {
        return new Account()
                .submit(Intents.mint("a"))
                .look()
                .ready(200_000)
                .sign("h1")
                .sent(SendAnswer.ACCEPTED);
    }

    Account mined(String hash, long inBlock, boolean success) {
        return mined(hash, inBlock, success, 100_000);
    }

    Account mined(String hash, long inBlock, boolean success, long gasUsed) {
        receipts.put(
                hash,
                new Receipt(
                        hash,
                        BigInteger.valueOf(inBlock),
                        "b" + inBlock,
                        success,
                        BigInteger.valueOf(gasUsed),
                        List.of()));
        nonce = 8;
        return this;
    }

    Account unmined() {
        receipts.clear();
        users.clear();
        nonce = 7;
        return this;
    }

    Account foreign(String hash, long inBlock) {
        users.put(BigInteger.valueOf(7), new ChainView.Use(hash, BigInteger.valueOf(inBlock)));
        nonce = 8;
        return this;
    }

    Account head(long number) {
        block = number;
        return look();
    }

    Tracked intent(String id) {
        return Objects.requireNonNull(state.intent(id));
    }

    IntentState stateOf(String id) {
        return intent(id).state();
    }

    Standing standing(String id) {
        return Standing.of(state, intent(id), Intents.POLICY);
    }

    void waits(String id, Reason reason) {
        assertThat(standing(id)).isInstanceOfSatisfying(Standing.Waits.class, waits -> assertThat(waits.reason())
                .isEqualTo(reason));
    }

    Step.Sign asksToSign() {
        assertThat(step).isInstanceOf(Step.Sign.class);
        return (Step.Sign) step;
    }

    String asksToSend() {
        assertThat(step).isInstanceOf(Step.Send.class);
        return ((Step.Send) step).hash();
    }

    void pauses() {
        assertThat(step).isInstanceOf(Step.Pause.class);
    }
}
