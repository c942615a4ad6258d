package io.offerflow.workflows.chain;

import static io.offerflow.workflows.chain.AccountWorld.CHAIN;
import static io.offerflow.workflows.chain.AccountWorld.SIGNER;
import static io.offerflow.workflows.chain.AccountWorld.mint;

import io.offerflow.workflows.GoldenHistories;
import java.math.BigInteger;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link GoldenHistories} of chain accounts. */
class ChainAccountWorkflowReplayTest {
    private static final GoldenHistories GOLDEN =
            new GoldenHistories("golden/chain", ChainAccountWorkflowImpl.class, AccountWorld.PATIENT);
    private static final Map<String, Consumer<AccountWorld>> STORIES = new LinkedHashMap<>();

    static {
        STORIES.put("minted-after-a-lost-reply", world -> {
            world.submitter();
            world.replyLost = true;
            world.submit(mint("a"));
            world.sleep(Duration.ofMinutes(5));
        });
        STORIES.put("chain-away-no-money-signer-away-then-cancelled", world -> {
            world.chainAway = true;
            world.balance = BigInteger.ONE;
            world.signerAway = true;
            world.submit(mint("a"));
            world.sleep(Duration.ofMinutes(1));
            world.chainAway = false;
            world.sleep(Duration.ofMinutes(10));
            world.balance = BigInteger.TEN.pow(18);
            world.sleep(Duration.ofMinutes(2));
            world.account().cancel("a");
            world.sleep(Duration.ofMinutes(5));
        });
    }

    @AfterAll
    static void close() {
        GOLDEN.close();
    }

    static Stream<String> stories() {
        return STORIES.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("stories")
    void aStoredHistoryReplays(String story) throws Exception {
        GOLDEN.assertReplays(story);
    }

    /** Writes the histories; runs only when asked to. */
    @Test
    void record() {
        GoldenHistories.abortUnlessRecording();
        STORIES.forEach((name, story) -> {
            try (AccountWorld world = new AccountWorld()) {
                story.accept(world);
                GOLDEN.record(
                        name, world.temporal.getWorkflowClient().fetchHistory(ChainAccountWorkflow.id(CHAIN, SIGNER)));
            }
        });
    }
}
