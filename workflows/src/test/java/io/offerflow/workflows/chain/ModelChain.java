package io.offerflow.workflows.chain;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A chain and its pool as far as one account sees them, with the replacement rule of real pools. */
final class ModelChain {
    /** @param intentId null for what others send from the account, and for empty transactions */
    record Tx(String hash, long nonce, @Nullable String intentId, BigInteger gasLimit, Fees fees) {}

    record Included(Tx tx, boolean success) {}

    record Block(String hash, List<Included> transactions) {}

    private static final BigInteger WEI = BigInteger.TEN.pow(18);
    private final long depthLimit;
    private List<Block> blocks = new ArrayList<>();
    private List<Block> staleFork = List.of();
    private final TreeMap<Long, Tx> pool = new TreeMap<>();
    private int named;
    private int unchangeable;
    BigInteger baseFee = BigInteger.valueOf(1_000);
    BigInteger balance = WEI;
    /** What a call really takes. */
    BigInteger gasNeeded = BigInteger.valueOf(160_000);

    boolean reverting;

    ModelChain(long depthLimit) {
        this.depthLimit = depthLimit;
        mine();
    }

    SendAnswer receive(Tx tx) {
        if (included(blocks, tx.hash()) != null || pool.containsValue(tx)) {
            return SendAnswer.ALREADY_KNOWN;
        }
        if (tx.nonce() < nonce(blocks)) {
            return SendAnswer.NONCE_TOO_LOW;
        }
        if (balance.compareTo(tx.gasLimit().multiply(tx.fees().cap())) < 0) {
            return SendAnswer.INSUFFICIENT_FUNDS;
        }
        Tx rival = pool.get(tx.nonce());
        if (rival != null
                && !(outbids(tx.fees().tip(), rival.fees().tip())
                        && outbids(tx.fees().cap(), rival.fees().cap()))) {
            return SendAnswer.UNDERPRICED;
        }
        pool.put(tx.nonce(), tx);
        return SendAnswer.ACCEPTED;
    }

    private static boolean outbids(BigInteger fee, BigInteger old) {
        return fee.multiply(BigInteger.TEN).compareTo(old.multiply(BigInteger.valueOf(11))) >= 0;
    }

    void mine() {
        List<Included> transactions = new ArrayList<>();
        long next = nonce(blocks);
        while (pool.containsKey(next) && pool.get(next).fees().cap().compareTo(baseFee) >= 0) {
            Tx tx = pool.remove(next++);
            transactions.add(new Included(tx, succeeds(tx)));
        }
        pool.headMap(next).clear();
        blocks.add(new Block("block" + named++, transactions));
        unchangeable = Math.max(unchangeable, (int) Math.max(0, blocks.size() - depthLimit + 1));
    }

    private boolean succeeds(Tx tx) {
        return tx.intentId() == null || !reverting && tx.gasLimit().compareTo(gasNeeded) >= 0;
    }

    /** Others use the next nonce, in a block at once. */
    void foreign() {
        pool.put(nonce(blocks), foreignTx(nonce(blocks)));
        mine();
    }

    private Tx foreignTx(long nonce) {
        Fees fees = new Fees(baseFee, baseFee.multiply(BigInteger.TEN));
        return new Tx("foreign" + named++, nonce, null, BigInteger.valueOf(21_000), fees);
    }

    void drop() {
        pool.clear();
    }

    /** Takes blocks back, never one of final depth; the chain comes out longer, and may hold a rival for the first nonce that is free again. */
    void reorg(int wished, boolean lost, boolean rival) {
        int depth = Math.min(wished, blocks.size() - Math.max(unchangeable, 1));
        if (depth <= 0) {
            return;
        }
        staleFork = List.copyOf(blocks);
        List<Block> orphans = List.copyOf(blocks.subList(blocks.size() - depth, blocks.size()));
        blocks = new ArrayList<>(blocks.subList(0, blocks.size() - depth));
        List<Tx> homeless = orphans.stream()
                .flatMap(block -> block.transactions().stream())
                .map(Included::tx)
                .toList();
        Map<Long, Tx> waiting = new HashMap<>(pool);
        pool.clear();
        if (rival) {
            foreign();
        }
        for (int i = rival ? 1 : 0; i <= depth; i++) {
            mine();
        }
        pool.putAll(waiting);
        if (!lost) {
            homeless.forEach(tx -> pool.put(tx.nonce(), tx));
        }
        pool.headMap(nonce(blocks)).clear();
    }

    /** What a node says that is so many blocks behind, or that is still on the fork that lost. */
    ChainView look(Step.Look asked, int behind, boolean stale) {
        List<Block> all = stale && !staleFork.isEmpty() ? staleFork : blocks;
        List<Block> seen = all.subList(0, Math.max(1, all.size() - behind));
        Map<String, Receipt> receipts = new HashMap<>();
        Map<BigInteger, ChainView.Use> users = new HashMap<>();
        for (int i = 0; i < seen.size(); i++) {
            for (Included included : seen.get(i).transactions()) {
                Tx tx = included.tx();
                BigInteger number = BigInteger.valueOf(i);
                if (asked.hashes().contains(tx.hash())) {
                    BigInteger used = included.success() ? BigInteger.valueOf(21_000) : used(tx);
                    receipts.put(
                            tx.hash(),
                            new Receipt(tx.hash(), number, seen.get(i).hash(), included.success(), used, List.of()));
                }
                if (asked.nonces().contains(BigInteger.valueOf(tx.nonce()))) {
                    users.put(BigInteger.valueOf(tx.nonce()), new ChainView.Use(tx.hash(), number));
                }
            }
        }
        FeeQuote quote = new FeeQuote(baseFee, BigInteger.TEN);
        BigInteger nonce = BigInteger.valueOf(nonce(seen));
        return new ChainView(
                new ChainView.Head(BigInteger.valueOf(seen.size() - 1L), nonce, balance, quote), receipts, users);
    }

    private BigInteger used(Tx tx) {
        return tx.gasLimit().compareTo(gasNeeded) < 0 ? tx.gasLimit() : BigInteger.valueOf(30_000);
    }

    private static long nonce(List<Block> blocks) {
        return transactions(blocks).count();
    }

    private static Stream<Included> transactions(List<Block> blocks) {
        return blocks.stream().flatMap(block -> block.transactions().stream());
    }

    private static @Nullable Included included(List<Block> blocks, String hash) {
        return transactions(blocks)
                .filter(included -> included.tx().hash().equals(hash))
                .findFirst()
                .orElse(null);
    }

    /** Times that an intent took effect on the chain as it is. */
    long effects(String intentId) {
        return transactions(blocks)
                .filter(included ->
                        included.success() && intentId.equals(included.tx().intentId()))
                .count();
    }

    /** Whether, for good, what used a nonce was not this intent with success. */
    boolean spentOtherwise(long nonce, String intentId) {
        return transactions(blocks.subList(0, Math.max(0, unchangeable)))
                .anyMatch(included -> included.tx().nonce() == nonce
                        && !(included.success() && intentId.equals(included.tx().intentId())));
    }

    boolean holds(Receipt receipt) {
        int number = receipt.block().intValueExact();
        return number < blocks.size()
                && blocks.get(number).hash().equals(receipt.blockHash())
                && included(blocks, receipt.hash()) != null;
    }

    int height() {
        return blocks.size();
    }
}
