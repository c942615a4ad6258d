package io.offerflow.workflows.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.statistics.Statistics;

/** One intent takes effect at most once, and every intent ends, whatever chain, endpoints, signer, people and processes do. */
class ChainAccountProperties {
    private static final List<Intent> INTENTS =
            List.of(Intents.mint("a"), Intents.write("b"), Intents.mint("c"), Intents.write("d"));

    /** What the model must have brought about, so that it proves something. The signer's refusal and rejected bytes are told by answers alone. */
    private static final Set<Reason> POSSIBLE = EnumSet.complementOf(
            EnumSet.of(Reason.SIGNER_REFUSED, Reason.REJECTED, Reason.NOT_READY, Reason.GAS_ABOVE_LIMIT));

    enum Happening {
        NOTHING,
        TURN,
        SETTLE,
        SUBMIT_A,
        SUBMIT_B,
        SUBMIT_C,
        SUBMIT_D,
        CANCEL_A,
        CANCEL_B,
        CANCEL_C,
        RETRY_A,
        RETRY_B,
        RESUME,
        BLOCK,
        BLOCKS,
        POOL_DROPPED,
        REORG,
        REORG_TO_THE_LIMIT,
        REORG_THAT_LOSES,
        REORG_WITH_RIVAL,
        FOREIGN,
        DEAR,
        TOO_DEAR,
        CHEAP,
        POOR,
        RICH,
        HUNGRY,
        MODEST,
        REVERTING,
        NOT_REVERTING,
        SIMULATION_FAILS,
        SIMULATION_WORKS,
        RPC_DOWN,
        RPC_UP,
        WRONG_CHAIN,
        RIGHT_CHAIN,
        NODE_BEHIND,
        NODE_FAR_BEHIND,
        NODE_ON_STALE_FORK,
        INDEX_LAGS,
        NODE_CURRENT,
        SIGNER_DOWN,
        SIGNER_UP,
        SIGNER_LIES,
        SIGNER_HONEST,
        REQUEST_LOST,
        REPLY_LOST,
        CRASH,
        TWICE
    }

    private static void happen(ModelWorld world, Happening happening) {
        switch (happening) {
            case NOTHING -> {}
            case TURN -> world.turn();
            case SETTLE -> world.settle();
            case SUBMIT_A -> world.submit(INTENTS.get(0));
            case SUBMIT_B -> world.submit(INTENTS.get(1));
            case SUBMIT_C -> world.submit(INTENTS.get(2));
            case SUBMIT_D -> world.submit(INTENTS.get(3));
            case CANCEL_A -> world.cancel("a");
            case CANCEL_B -> world.cancel("b");
            case CANCEL_C -> world.cancel("c");
            case RETRY_A -> world.retry("a");
            case RETRY_B -> world.retry("b");
            case RESUME -> world.resume();
            case BLOCK,
                    BLOCKS,
                    POOL_DROPPED,
                    FOREIGN,
                    DEAR,
                    TOO_DEAR,
                    CHEAP,
                    POOR,
                    RICH,
                    HUNGRY,
                    MODEST,
                    REVERTING,
                    NOT_REVERTING,
                    REORG,
                    REORG_TO_THE_LIMIT,
                    REORG_THAT_LOSES,
                    REORG_WITH_RIVAL -> onChain(world.chain, happening);
            default -> between(world, happening);
        }
    }

    private static void onChain(ModelChain chain, Happening happening) {
        switch (happening) {
            case BLOCK -> chain.mine();
            case BLOCKS -> {
                for (int i = 0; i < 5; i++) {
                    chain.mine();
                }
            }
            case POOL_DROPPED -> chain.drop();
            case FOREIGN -> chain.foreign();
            case DEAR -> chain.baseFee = BigInteger.valueOf(5_000);
            case TOO_DEAR -> chain.baseFee = BigInteger.valueOf(2_000_000);
            case CHEAP -> chain.baseFee = BigInteger.valueOf(1_000);
            case POOR -> chain.balance = BigInteger.TEN;
            case RICH -> chain.balance = BigInteger.TEN.pow(18);
            case HUNGRY -> chain.gasNeeded = BigInteger.valueOf(300_000);
            case MODEST -> chain.gasNeeded = BigInteger.valueOf(160_000);
            case REVERTING -> chain.reverting = true;
            case NOT_REVERTING -> chain.reverting = false;
            case REORG -> chain.reorg(2, false, false);
            case REORG_TO_THE_LIMIT -> chain.reorg(5, false, false);
            case REORG_THAT_LOSES -> chain.reorg(4, true, false);
            case REORG_WITH_RIVAL -> chain.reorg(5, false, true);
            default -> throw new AssertionError(happening);
        }
    }

    private static void between(ModelWorld world, Happening happening) {
        switch (happening) {
            case SIMULATION_FAILS -> world.simulationFails = true;
            case SIMULATION_WORKS -> world.simulationFails = false;
            case RPC_DOWN -> world.rpcDown = true;
            case RPC_UP -> world.rpcDown = false;
            case WRONG_CHAIN -> world.wrongChain = true;
            case RIGHT_CHAIN -> world.wrongChain = false;
            case NODE_BEHIND -> world.behind = 1;
            case NODE_FAR_BEHIND -> world.behind = 4;
            case NODE_ON_STALE_FORK -> world.staleFork = true;
            case INDEX_LAGS -> world.indexLags = true;
            case NODE_CURRENT -> {
                world.indexLags = false;
                world.behind = 0;
                world.staleFork = false;
            }
            case SIGNER_DOWN -> world.signerDown = true;
            case SIGNER_UP -> world.signerDown = false;
            case SIGNER_LIES -> world.signerLies = true;
            case SIGNER_HONEST -> world.signerLies = false;
            case REQUEST_LOST -> world.loseRequest = true;
            case REPLY_LOST -> world.loseReply = true;
            case CRASH -> world.crash = true;
            case TWICE -> world.twice = true;
            default -> throw new AssertionError(happening);
        }
    }

    @Property(tries = 5000)
    void noIntentTakesEffectTwiceAndOnceCalmEveryIntentEndsAsTheChainSays(
            @ForAll @Size(max = 80) List<Happening> happenings, @ForAll @Size(min = 1, max = 6) List<Boolean> turns) {
        ModelWorld world = new ModelWorld();
        world.submit(INTENTS.getFirst());
        for (int i = 0; i < happenings.size(); i++) {
            happen(world, happenings.get(i));
            if (turns.get(i % turns.size())) {
                world.turn();
            }
        }
        world.calm();

        assertThat(world.unfinished()).as("unfinished in %s", world.state()).isFalse();
        for (Tracked tracked : world.state().intents()) {
            long effects = tracked.state() instanceof IntentState.Done ? 1 : 0;
            assertThat(world.chain.effects(tracked.intent().id()))
                    .as("effects of %s", tracked)
                    .isEqualTo(effects);
        }
        world.reasons.forEach(Statistics::collect);
        Statistics.coverage(
                coverage -> POSSIBLE.forEach(reason -> coverage.check(reason).count(count -> count > 5)));
    }

    @Property(tries = 2000)
    void aSubmittedIntentTakesEffectExactlyOnceWhereNobodyCancelsAndTheContractAgrees(
            @ForAll @Size(max = 80) List<Happening> happenings, @ForAll @Size(min = 1, max = 6) List<Boolean> turns) {
        List<Happening> other =
                List.of(Happening.CANCEL_A, Happening.REVERTING, Happening.SIMULATION_FAILS, Happening.HUNGRY);
        ModelWorld world = new ModelWorld();
        world.submit(INTENTS.getFirst());
        for (int i = 0; i < happenings.size(); i++) {
            happen(world, other.contains(happenings.get(i)) ? Happening.SETTLE : happenings.get(i));
            if (turns.get(i % turns.size())) {
                world.turn();
            }
        }
        world.calm();

        assertThat(world.chain.effects("a")).isEqualTo(1);
    }
}
