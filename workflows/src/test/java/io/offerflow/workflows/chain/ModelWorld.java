package io.offerflow.workflows.chain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Runs an account against a model chain, with every kind of fault between it and the chain. */
final class ModelWorld {
    private static final ObjectMapper JSON =
            JsonMapper.builder().addModule(new JavaTimeModule()).build();
    private static final Policy POLICY = Intents.POLICY;
    private static final BigInteger ESTIMATE = BigInteger.valueOf(200_000);

    final ModelChain chain = new ModelChain(POLICY.finalDepth().longValueExact());
    private final ChainAccount account = new ChainAccount(POLICY);
    private final Map<String, ModelChain.Tx> signedBytes = new HashMap<>();
    private final Map<String, Set<Long>> noncesOfCalls = new HashMap<>();
    final Set<Reason> reasons = EnumSet.noneOf(Reason.class);
    private Instant now = Instant.EPOCH;
    private AccountState state = AccountState.empty();
    private Step step = new Step.Pause(null);

    boolean rpcDown;
    boolean wrongChain;
    boolean signerDown;
    boolean signerLies;
    boolean simulationFails;
    boolean loseRequest;
    boolean loseReply;
    boolean crash;
    boolean twice;
    boolean staleFork;
    boolean indexLags;
    int behind;

    AccountState state() {
        return state;
    }

    void submit(Intent intent) {
        state = news().submit(state, intent).state();
    }

    void cancel(String id) {
        state = news().cancel(state, id).state();
    }

    void retry(String id) {
        state = news().retry(state, id).state();
    }

    void resume() {
        state = news().resume(state).state();
    }

    private AccountNews news() {
        return new AccountNews(POLICY, now);
    }

    /** Takes the open step and hands its answer over, unless the process dies in between: then it starts with what was durable. */
    void turn() {
        Step taken = step;
        Observation seen = take(taken);
        if (twice) {
            twice = false;
            seen = take(taken);
        }
        if (crash) {
            crash = false;
            state = durable(state);
            seen = new Observation.Tick();
        }
        Decision decision = account.decide(state, seen, now);
        state = decision.state();
        step = decision.step();
        check();
    }

    /** Turns until the account pauses, so that it has done what it can for now. */
    void settle() {
        int turns = 0;
        do {
            turn();
            assertThat(++turns)
                    .as("turns without a pause; now %s in %s", step, state)
                    .isLessThan(100);
        } while (!(step instanceof Step.Pause));
    }

    private Observation take(Step taken) {
        now = now.plusSeconds(1);
        return switch (taken) {
            case Step.Pause pause -> {
                now = pause.until() != null && pause.until().isAfter(now) ? pause.until() : now;
                yield new Observation.Tick();
            }
            case Step.Look look -> look(look);
            case Step.Prepare prepare -> new Observation.Prepared(prepare.intent(), readiness(prepare));
            case Step.Sign sign -> sign(sign);
            case Step.Send send -> new Observation.Sent(send.nonce(), send.hash(), send(send), "");
        };
    }

    private Observation look(Step.Look look) {
        if (wrongChain) {
            return new Observation.LookFailed(Observation.Trouble.WRONG_CHAIN, "chain 1");
        }
        return rpcDown
                ? new Observation.LookFailed(Observation.Trouble.UNREACHABLE, "no endpoint")
                : new Observation.Looked(seen(chain.look(look, behind, staleFork)));
    }

    /** A node whose index lags knows how many transactions there are, and finds none of them. */
    private ChainView seen(ChainView view) {
        return indexLags ? new ChainView(view.head(), Map.of(), Map.of()) : view;
    }

    /** The search never finds anything: what is done twice is not hidden by it. */
    private Readiness readiness(Step.Prepare prepare) {
        if (rpcDown) {
            return new Readiness.NotYet(Reason.RPC_UNAVAILABLE, "no endpoint");
        }
        if (prepare.intent().unique() && prepare.cursor() == null) {
            return new Readiness.Searching(new SearchCursor("0x", BigInteger.TEN, 500, List.of(), List.of(), null));
        }
        return simulationFails ? new Readiness.Reverts("Not authorized") : new Readiness.Ready(ESTIMATE);
    }

    /** Other bytes each time, as from a signer that is not deterministic. */
    private Observation sign(Step.Sign sign) {
        if (signerDown) {
            return new Observation.NotSigned(sign, SignTrouble.UNAVAILABLE, "connection refused");
        }
        if (signerLies) {
            return new Observation.NotSigned(sign, SignTrouble.MISMATCH, "another nonce");
        }
        String hash = "hash" + signedBytes.size();
        String intent = sign.kind() == Attempt.Kind.CALL ? sign.intent().id() : null;
        signedBytes.put(
                hash, new ModelChain.Tx(hash, sign.nonce().longValueExact(), intent, sign.gasLimit(), sign.fees()));
        assertThat(sign.fees().cap()).isLessThanOrEqualTo(POLICY.maxFee());
        return new Observation.Signed(sign, hash, "raw " + hash);
    }

    private SendAnswer send(Step.Send send) {
        ModelChain.Tx tx = signedBytes.get(send.hash());
        assertDurable(send);
        assertProven(tx);
        if (loseRequest || rpcDown) {
            loseRequest = false;
            return SendAnswer.UNKNOWN;
        }
        SendAnswer answer = chain.receive(tx);
        if (loseReply) {
            loseReply = false;
            return SendAnswer.UNKNOWN;
        }
        return answer;
    }

    /** Signed bytes are in the state before they are sent. */
    private void assertDurable(Step.Send send) {
        Slot slot = state.slot(send.nonce());
        assertThat(slot).isNotNull();
        Attempt attempt = slot.attempt(send.hash());
        assertThat(attempt).isNotNull();
        assertThat(attempt.raw()).isEqualTo(send.raw());
        assertThat(attempt.first()).isNotNull();
    }

    /** A second nonce carries a call only when the first one was used otherwise, for good. */
    private void assertProven(ModelChain.Tx tx) {
        if (tx.intentId() == null) {
            return;
        }
        Set<Long> nonces = noncesOfCalls.computeIfAbsent(tx.intentId(), id -> new TreeSet<>());
        assertThat(nonces)
                .filteredOn(nonce -> nonce != tx.nonce())
                .allMatch(nonce -> chain.spentOtherwise(nonce, tx.intentId()));
        nonces.add(tx.nonce());
    }

    /** What holds at any time, whatever happened. */
    private void check() {
        Set<String> carried = new HashSet<>();
        assertThat(state.slots()).allMatch(slot -> carried.add(slot.intentId()));
        assertThat(state.slots())
                .extracting(Slot::nonce)
                .doesNotHaveDuplicates()
                .isSorted();
        for (Tracked tracked : state.intents()) {
            assertThat(chain.effects(tracked.intent().id())).isLessThanOrEqualTo(1);
            Standing standing = Standing.of(state, tracked, POLICY);
            if (standing instanceof Standing.Waits waits) {
                reasons.add(waits.reason());
            }
            boolean ended = standing instanceof Standing.Ended;
            assertThat(ended).isEqualTo(tracked.state().ended());
            if (tracked.state() instanceof IntentState.Done done) {
                assertThat(chain.holds(done.receipt())).isTrue();
            }
        }
    }

    private static AccountState durable(AccountState state) {
        try {
            return JSON.readValue(JSON.writeValueAsString(state), AccountState.class);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything works again, blocks come, and a person fills the gaps that others left. */
    void calm() {
        rpcDown = wrongChain = signerDown = signerLies = simulationFails = staleFork = indexLags = false;
        loseRequest = loseReply = crash = twice = false;
        behind = 0;
        chain.reverting = false;
        chain.baseFee = BigInteger.valueOf(1_000);
        chain.balance = BigInteger.TEN.pow(18);
        chain.gasNeeded = BigInteger.valueOf(160_000);
        resume();
        for (int i = 0; i < 200 && unfinished(); i++) {
            settle();
            if (state.slots().stream().anyMatch(slot -> SlotMoves.gap(state, slot) != null)) {
                chain.foreign();
            }
            chain.mine();
        }
    }

    boolean unfinished() {
        return !state.slots().isEmpty()
                || state.intents().stream().anyMatch(tracked -> !tracked.state().ended());
    }
}
