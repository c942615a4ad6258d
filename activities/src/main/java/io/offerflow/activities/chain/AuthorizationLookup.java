package io.offerflow.activities.chain;

import io.offerflow.activities.chain.Node.Found;
import io.offerflow.activities.chain.Node.Receipt;
import io.offerflow.activities.chain.Node.State;
import io.offerflow.api.settlement.OpenSettlement;
import io.offerflow.workflows.settlement.ChainAnswer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What one node says of an authorization. Everything is read at numbered blocks at least {@code depth} below its head, so an answer is about
 * one state of one chain even where several nodes share the address.
 */
final class AuthorizationLookup {
    /** Blocks of one search; every provider allows so many. */
    private static final long PAGE = 500;

    private static final int MAX_PAGES = 200;
    /** Clocks differ, and the settle call began before its outcome was unknown. */
    private static final Duration BEFORE = Duration.ofMinutes(10);

    private final Node node;
    private final ChainSettings.Access access;

    AuthorizationLookup(Node node, ChainSettings.Access access) {
        this.node = node;
        this.access = access;
    }

    ChainAnswer ask(OpenSettlement open) throws RpcException, InterruptedException {
        if (node.chainId() != access.chainId()) {
            throw new RpcException("it serves another chain");
        }
        long head = node.head();
        Block last = node.block(Math.max(0, head - access.depth()));
        State before = node.state(open.key(), last.number());
        State now = last.number() == head ? before : node.state(open.key(), head);
        if (now == State.NO_TOKEN) {
            return new ChainAnswer.Unproven("there is no EIP-3009 token at the asset's address");
        }
        if (before == State.USED) {
            return used(open, last);
        }
        return now == State.USED
                ? new ChainAnswer.Confirming("used in a block that is not " + access.depth() + " deep yet")
                : new ChainAnswer.Unused(last.time());
    }

    private ChainAnswer used(OpenSettlement open, Block last) throws RpcException, InterruptedException {
        if (open.claimed().matches("0x[0-9a-fA-F]{64}")) {
            Optional<ChainAnswer> proven = prove(open, open.claimed(), last);
            if (proven.isPresent()) {
                return proven.get();
            }
        }
        Optional<Found> found = search(open, last);
        if (found.isEmpty()) {
            return new ChainAnswer.Unproven("used, but no log of it was found since the sale");
        }
        if (!found.get().used()) {
            return new ChainAnswer.UsedOtherwise("the payer cancelled the authorization");
        }
        return prove(open, found.get().transaction(), last)
                .orElseThrow(() -> new RpcException("logs and receipts do not agree"));
    }

    /** Empty where this transaction did not use the authorization, in a final block of the canonical chain. */
    private Optional<ChainAnswer> prove(OpenSettlement open, String transaction, Block last)
            throws RpcException, InterruptedException {
        Receipt receipt = node.receipt(transaction);
        if (receipt == null
                || !receipt.succeeded()
                || receipt.block() > last.number()
                || receipt.logs().stream().noneMatch(log -> isUse(open, log))
                || !node.block(receipt.block()).hash().equals(receipt.blockHash())) {
            return Optional.empty();
        }
        return Optional.of(Proof.credit(open, receipt.logs())
                .<ChainAnswer>map(credit -> new ChainAnswer.Moved(transaction, credit, receipt.block()))
                .orElseGet(() -> new ChainAnswer.UsedOtherwise(
                        "used in " + transaction + " without the transfer to the seller")));
    }

    private static boolean isUse(OpenSettlement open, TokenLog log) {
        return log.address().equals(open.key().asset())
                && log.uses(open.key().payer(), open.key().nonce());
    }

    /** Page by page, the newest first, back to before the sale. */
    private Optional<Found> search(OpenSettlement open, Block last) throws RpcException, InterruptedException {
        Instant earliest = open.since().minus(BEFORE);
        long to = last.number();
        for (int page = 0; page < MAX_PAGES && to >= 0; page++) {
            long from = Math.max(0, to - PAGE + 1);
            Optional<Found> found = node.find(open.key(), from, to);
            if (found.isPresent() || node.block(from).time().isBefore(earliest)) {
                return found;
            }
            to = from - 1;
        }
        return Optional.empty();
    }
}
