package io.offerflow.flows.mint;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.offerflow.api.Json;
import io.offerflow.flows.chain.Anvil;
import io.offerflow.workflows.chain.EventLog;
import io.temporal.client.WorkflowException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;

/** One registration in trouble, and what became of it. */
final class MintRun {
    /** After all trouble. */
    private static final Duration CONVERGENCE = Duration.ofSeconds(90);

    private static final int FINAL_DEPTH = 4;

    final long seed;
    final Mishap.Layer layer;
    final List<Mishap> mishaps;
    private final ExecutorService threads;

    MintRun(long seed, ExecutorService threads) {
        this.seed = seed;
        this.threads = threads;
        // Neighbouring seeds would draw alike at first.
        Random random = new Random(seed * 0x9E3779B97F4A7C15L);
        layer = random.nextInt(4) == 0 ? Mishap.Layer.ACCOUNT : Mishap.Layer.REQUEST;
        mishaps = Mishap.draw(layer, random);
    }

    private List<byte[]> keys() {
        Random random = new Random(~seed * 0x9E3779B97F4A7C15L);
        int count = mishaps.stream().anyMatch(Mishap::changesSigner) ? 2 : 1;
        return Stream.generate(() -> key(random)).limit(count).toList();
    }

    private static byte[] key(Random random) {
        byte[] key = new byte[32];
        random.nextBytes(key);
        key[0] = 1;
        return key;
    }

    /** @return what is wrong; empty for an identity that was minted once */
    List<String> on(Bench bench) throws Exception {
        try (MintStack stack = new MintStack(bench, layer, keys())) {
            Told told = new Told(stack.anvil.registry);
            boolean ended = trouble(stack, told);
            List<String> wrong = ended ? verdict(stack, told) : new ArrayList<>(List.of("no end within the bound"));
            told.flaw().ifPresent(wrong::add);
            if (!wrong.isEmpty()) {
                wrong.add("told: " + told.story());
            }
            return wrong;
        }
    }

    /** @return whether it ended within the bound */
    private boolean trouble(MintStack stack, Told told) {
        Troublemaker troublemaker = new Troublemaker(stack, told, threads);
        troublemaker.prepare(mishaps);
        stack.claim.begin();
        CompletableFuture<Void> trouble = troublemaker.start(mishaps);
        await().atMost(Duration.ofSeconds(150))
                .pollInterval(Duration.ofMillis(150))
                .until(() -> {
                    listen(stack, told);
                    return trouble.isDone();
                });
        trouble.join();
        try {
            await().atMost(CONVERGENCE).pollInterval(Duration.ofMillis(150)).until(() -> {
                listen(stack, told);
                calm(stack, told);
                return over(told) && stack.claim.content();
            });
            return true;
        } catch (ConditionTimeoutException late) {
            return false;
        }
    }

    /** A request that found its id where it was kept asks no account again. */
    private boolean over(Told told) {
        return told.ended() || layer == Mishap.Layer.REQUEST && told.silent();
    }

    private static void listen(MintStack stack, Told told) {
        stack.claim.tend();
        try {
            told.hear(stack.claim.report());
        } catch (NoSuchElementException forgotten) {
            told.hearNothing();
        } catch (WorkflowException away) {
            // No worker at the moment.
        }
    }

    /** Faults of calls stay until they were met, or an id was told. */
    private static void calm(MintStack stack, Told told) {
        if (told.anything()) {
            stack.proxy.clearRules();
        }
    }

    private static List<String> verdict(MintStack stack, Told told) {
        await().atMost(Duration.ofSeconds(20)).until(() -> stack.proxy.underWay() == 0);
        stack.anvil.call("anvil_setNextBlockBaseFeePerGas", Troublemaker.gwei(1));
        List<String> wrong = new ArrayList<>(count(stack, told, ""));
        stack.left().forEach(raw -> sendAgain(stack.anvil, raw));
        stack.anvil.mine(FINAL_DEPTH);
        wrong.addAll(count(stack, told, " after all bytes were sent again"));
        return wrong;
    }

    private static void sendAgain(Anvil anvil, String raw) {
        try {
            anvil.call("eth_sendRawTransaction", raw);
        } catch (IllegalStateException refused) {
            // As it should be: its nonce is used.
        }
    }

    private static List<String> count(MintStack stack, Told told, String when) {
        List<BigInteger> minted = minted(stack);
        Optional<BigInteger> id = told.id();
        if (minted.size() != 1) {
            return List.of(minted.size() + " registrations, ids " + minted + when + ", told " + id);
        }
        // Where no account ever told of it and none knows of it any more, the object alone tells.
        boolean untold = id.isEmpty() && told.silent();
        if (untold || id.equals(Optional.of(minted.getFirst()))) {
            return stack.claim.complaint(minted.getFirst()).stream().toList();
        }
        return List.of("minted " + minted.getFirst() + ", told " + id + when);
    }

    /** By all signers of this run together. */
    private static List<BigInteger> minted(MintStack stack) {
        return stack.addresses().stream()
                .flatMap(owner -> minted(stack.anvil, owner).stream())
                .toList();
    }

    private static List<BigInteger> minted(Anvil anvil, String owner) {
        Map<String, Object> filter = Map.of(
                "address",
                anvil.registry,
                "fromBlock",
                "0x0",
                "toBlock",
                "latest",
                "topics",
                Json.mapper()
                        .createArrayNode()
                        .add(EventLog.REGISTERED)
                        .addNull()
                        .add("0x" + "0".repeat(24) + owner.substring(2)));
        List<BigInteger> ids = new ArrayList<>();
        for (JsonNode log : anvil.call("eth_getLogs", filter)) {
            ids.add(new BigInteger(log.path("topics").path(1).asText().substring(2), 16));
        }
        return ids;
    }
}
