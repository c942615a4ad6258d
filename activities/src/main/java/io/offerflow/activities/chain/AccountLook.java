package io.offerflow.activities.chain;

import com.fasterxml.jackson.databind.JsonNode;
import io.offerflow.workflows.chain.ChainView;
import io.offerflow.workflows.chain.FeeQuote;
import io.offerflow.workflows.chain.Probe;
import io.offerflow.workflows.chain.Receipt;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One look of an account at one node, all of it at the node's head. */
final class AccountLook {
    private static final int FEE_BLOCKS = 10;
    private static final int MEDIAN = 50;
    /** Wei per gas, where a chain has neither tips nor an opinion on them. */
    private static final BigInteger LEAST_TIP = BigInteger.valueOf(1_000_000);

    private final AccountNode node;
    private final String address;

    AccountLook(AccountNode node, String address) {
        this.node = node;
        this.address = address;
    }

    ChainView look(List<Probe> probes) throws RpcException, InterruptedException {
        BigInteger nonce = node.nonce(address, node.head());
        ChainView.Head head = new ChainView.Head(node.head(), nonce, node.balance(address), quote());
        Map<String, Receipt> receipts = new HashMap<>();
        Map<BigInteger, ChainView.Use> users = new HashMap<>();
        for (Probe probe : probes) {
            boolean ours = false;
            for (String hash : probe.hashes()) {
                Optional<Receipt> receipt = node.receipt(hash);
                receipt.ifPresent(found -> receipts.put(hash, found));
                ours |= receipt.isPresent();
            }
            if (!ours && nonce.compareTo(probe.nonce()) > 0) {
                user(probe.nonce()).ifPresent(use -> users.put(probe.nonce(), use));
            }
        }
        return new ChainView(head, receipts, users);
    }

    private FeeQuote quote() throws RpcException, InterruptedException {
        JsonNode history = node.feeHistory(FEE_BLOCKS, MEDIAN);
        JsonNode fees = history.path("baseFeePerGas");
        if (fees.isEmpty()) {
            throw new RpcException("the chain names no base fee");
        }
        List<BigInteger> tips = new ArrayList<>();
        for (JsonNode reward : history.path("reward")) {
            BigInteger tip = AccountNode.number(reward.path(0));
            if (tip.signum() > 0) {
                tips.add(tip);
            }
        }
        tips.sort(null);
        BigInteger tip = tips.isEmpty() ? suggested() : tips.get(tips.size() / 2);
        return new FeeQuote(AccountNode.number(fees.path(fees.size() - 1)), tip.max(LEAST_TIP));
    }

    private BigInteger suggested() throws RpcException, InterruptedException {
        try {
            return node.suggestedTip();
        } catch (RpcError unknown) {
            return LEAST_TIP;
        }
    }

    /**
     * The transaction that used a nonce: its block is the first at whose end the count is above it. Steps back double, since nodes keep only the newest
     * states; what a node cannot say any more stays unknown.
     */
    private Optional<ChainView.Use> user(BigInteger nonce) throws RpcException, InterruptedException {
        try {
            BigInteger used = node.head();
            BigInteger step = BigInteger.ONE;
            BigInteger unused = used;
            do {
                used = unused;
                unused = used.subtract(step);
                step = step.shiftLeft(1);
                if (unused.signum() < 0) {
                    unused = BigInteger.ONE.negate();
                    break;
                }
            } while (node.nonce(address, unused).compareTo(nonce) > 0);
            while (used.subtract(unused).compareTo(BigInteger.ONE) > 0) {
                BigInteger middle = used.add(unused).shiftRight(1);
                if (node.nonce(address, middle).compareTo(nonce) > 0) {
                    used = middle;
                } else {
                    unused = middle;
                }
            }
            BigInteger block = used;
            return node.transaction(block, address, nonce).map(hash -> new ChainView.Use(hash, block));
        } catch (RpcError forgotten) {
            return Optional.empty();
        }
    }
}
