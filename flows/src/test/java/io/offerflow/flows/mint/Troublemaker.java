package io.offerflow.flows.mint;

import static org.awaitility.Awaitility.await;

import io.offerflow.activities.registry.RegistryCalls;
import io.offerflow.flows.chain.Anvil;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import org.awaitility.core.ConditionTimeoutException;

/** Brings the mishaps of one run about, each at its moment. */
final class Troublemaker {
    /** A moment that never comes keeps no mishap from happening. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final int[] GWEI = {20, 90, 150};

    private final MintStack stack;
    private final Told told;
    private final ExecutorService threads;

    Troublemaker(MintStack stack, Told told, ExecutorService threads) {
        this.stack = stack;
        this.told = told;
        this.threads = threads;
    }

    /** Those that befall calls count calls from here on. */
    void prepare(List<Mishap> mishaps) {
        mishaps.stream().filter(mishap -> mishap.kind().ofCalls()).forEach(mishap -> stack.proxy.add(mishap.rule()));
    }

    /** @return done when all has gone wrong */
    CompletableFuture<Void> start(List<Mishap> mishaps) {
        return CompletableFuture.allOf(mishaps.stream()
                .filter(mishap -> !mishap.kind().ofCalls())
                .map(mishap -> CompletableFuture.runAsync(() -> atItsMoment(mishap), threads))
                .toArray(CompletableFuture[]::new));
    }

    private void atItsMoment(Mishap mishap) {
        try {
            await().pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(50))
                    .atMost(PATIENCE)
                    .until(() -> has(mishap.moment()));
        } catch (ConditionTimeoutException never) {
            // It happens all the same.
        }
        pass(mishap.after());
        bring(mishap);
    }

    private static void pass(Duration time) {
        await().pollDelay(time).atMost(time.plusSeconds(5)).until(() -> true);
    }

    private boolean has(Mishap.Moment moment) {
        return switch (moment) {
            case AT_ONCE -> true;
            case SENT -> !stack.left().isEmpty();
            case MINED -> stack.anvil.nonce(stack.account) > 0;
            case TOLD -> told.anything();
        };
    }

    private void bring(Mishap mishap) {
        switch (mishap.kind()) {
            case WORKER_RESTART -> stack.restartWorker();
            case POOL_DROP -> drop();
            case REORG -> reorg(mishap);
            case LATE_BLOCK -> lateBlock(mishap);
            case SUBMITTED_AGAIN -> stack.claim.again(mishap.other());
            case ACCOUNT_FORGETS -> forget();
            case FOREIGN_NONCE -> foreign(mishap);
            case BASE_FEE -> stack.anvil.call("anvil_setNextBlockBaseFeePerGas", gwei(GWEI[mishap.size() - 1]));
            case TEMPORAL_KILLED -> stack.outage.bring();
            case TWO_CALLERS, STATUS_WIPED, REQUEST_FORGETS, MADE_AGAIN, SIGNER_CHANGED, ALL_FORGOTTEN ->
                stack.claim.suffer(mishap);
            case LOST_REPLY, LATE_SEND, LATE_REPLY, DOUBLE_SEND, SERVER_ERROR, CUT ->
                throw new IllegalArgumentException(mishap + " is the proxy's");
        }
    }

    private void drop() {
        told.hashes().forEach(hash -> stack.anvil.call("anvil_dropTransaction", hash));
    }

    /** In the other form somebody else registers in between, so that an id that was minted is another one's. */
    private void reorg(Mishap mishap) {
        Anvil anvil = stack.anvil;
        anvil.call("anvil_reorg", mishap.size(), List.of());
        if (mishap.other()) {
            anvil.send(Map.of(
                    "from",
                    anvil.rich,
                    "to",
                    anvil.registry,
                    "data",
                    RegistryCalls.register("https://rival.example", Map.of()),
                    "maxPriorityFeePerGas",
                    gwei(50),
                    "maxFeePerGas",
                    gwei(400)));
        }
    }

    private void lateBlock(Mishap mishap) {
        stack.anvil.blocksEvery(0);
        pass(Duration.ofSeconds(4L * mishap.size()));
        stack.anvil.blocksEvery(1);
    }

    private void forget() {
        stack.forget();
        stack.claim.again(false);
    }

    /** Whoever has the key, too, pays so much that ours leaves the pool. */
    private void foreign(Mishap mishap) {
        Anvil anvil = stack.anvil;
        anvil.call("anvil_impersonateAccount", stack.account);
        String nonce = "0x" + Long.toHexString(anvil.nonce(stack.account));
        Map<String, String> own = Map.of(
                "from",
                stack.account,
                "to",
                anvil.rich,
                "nonce",
                nonce,
                "maxPriorityFeePerGas",
                gwei(mishap.other() ? 50 : 1),
                "maxFeePerGas",
                gwei(400));
        try {
            anvil.send(own);
        } catch (IllegalStateException refused) {
            // Something of this nonce is in the pool, and pays as much.
        }
    }

    static String gwei(long gwei) {
        return "0x" + Long.toHexString(gwei * 1_000_000_000L);
    }
}
