package io.offerflow.flows.money;

import static io.offerflow.flows.money.Audit.Buyers.HAS_GOODS;
import static io.offerflow.flows.money.Audit.Buyers.HUNG_UP;
import static io.offerflow.flows.money.Audit.Buyers.NOTHING_TAKEN;
import static io.offerflow.flows.money.Audit.Buyers.WAITS;
import static io.offerflow.flows.money.Audit.Ledger.DELIVERED;
import static io.offerflow.flows.money.Audit.Ledger.EXPIRED;
import static io.offerflow.flows.money.Audit.Ledger.FREE;
import static io.offerflow.flows.money.Audit.Ledger.PAID;
import static io.offerflow.flows.money.Audit.Ledger.UNKNOWN;

import io.offerflow.dev.pay.TokenTransfer;
import io.offerflow.flows.money.LedgerFile.Row;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Compares what buyers heard, what the ledger says and what the token moved. Whatever is not allowed here is a mistake of the gate. */
final class Audit {
    private static final int SHOWN = 20;

    /** What all who presented one payment heard, the best first. */
    enum Buyers {
        HAS_GOODS,
        /** Was told to ask again, or that the payment had been used. */
        WAITS,
        HUNG_UP,
        NOTHING_TAKEN
    }

    enum Ledger {
        DELIVERED,
        /** Settled, and the goods wait for whoever presents the payment. */
        PAID,
        UNKNOWN,
        EXPIRED,
        /** Released or never heard of. */
        FREE
    }

    /** @param moved how many transfers the token made */
    record Triple(Buyers buyers, Ledger ledger, int moved) {
        @Override
        public String toString() {
            return buyers + " x " + ledger + " x " + moved;
        }
    }

    /** While outcomes are unknown. */
    static final Set<Triple> MEANWHILE = Set.of(
            new Triple(HAS_GOODS, DELIVERED, 1),
            new Triple(WAITS, PAID, 1),
            new Triple(WAITS, UNKNOWN, 0),
            new Triple(WAITS, UNKNOWN, 1),
            new Triple(WAITS, FREE, 0),
            new Triple(HUNG_UP, DELIVERED, 1),
            new Triple(HUNG_UP, PAID, 1),
            new Triple(HUNG_UP, UNKNOWN, 0),
            new Triple(HUNG_UP, UNKNOWN, 1),
            new Triple(HUNG_UP, FREE, 0),
            new Triple(NOTHING_TAKEN, FREE, 0));

    /** When every outcome is known and everybody has come back who wanted to. */
    static final Set<Triple> AT_THE_END = Set.of(
            new Triple(HAS_GOODS, DELIVERED, 1),
            new Triple(WAITS, EXPIRED, 0),
            new Triple(WAITS, FREE, 0),
            new Triple(HUNG_UP, DELIVERED, 1),
            new Triple(HUNG_UP, PAID, 1),
            new Triple(HUNG_UP, EXPIRED, 0),
            new Triple(HUNG_UP, FREE, 0),
            new Triple(NOTHING_TAKEN, FREE, 0));

    private final Map<String, Row> ledger;
    private final Map<String, List<TokenTransfer>> moved = new HashMap<>();
    private final Map<String, Integer> counts = new TreeMap<>();
    private final List<String> mistakes = new ArrayList<>();

    Audit(Map<String, Row> ledger, List<TokenTransfer> transfers) {
        this.ledger = ledger;
        for (TokenTransfer transfer : transfers) {
            moved.computeIfAbsent(transfer.nonce().toLowerCase(Locale.ROOT), any -> new ArrayList<>())
                    .add(transfer);
        }
    }

    /** What is wrong, as sentences; of many the first. */
    List<String> mistakes() {
        return mistakes.subList(0, Math.min(SHOWN, mistakes.size()));
    }

    /** How many payments there are of each triple. */
    Map<String, Integer> counts() {
        return counts;
    }

    Audit payments(Collection<Purchase> purchases, Set<Triple> allowed) {
        for (Purchase purchase : purchases) {
            for (Payment payment : purchase.payments()) {
                Triple triple = new Triple(buyers(payment), state(payment), moved(payment));
                counts.merge(triple.toString(), 1, Integer::sum);
                if (!allowed.contains(triple) || payment.deliveries() > 1) {
                    mistakes.add(triple + ": " + purchase.basket() + " heard " + payment.heard() + ", ledger "
                            + ledger.get(payment.nonce()));
                }
            }
        }
        return this;
    }

    /** Nobody pays twice for one thing, or gets it unpaid or twice; who pays as he is asked to gets it. */
    Audit purchases(Collection<Purchase> purchases) {
        for (Purchase purchase : purchases) {
            int paid = purchase.payments().stream().mapToInt(this::moved).sum();
            long delivered = purchase.deliveries();
            boolean right = purchase.honest() && !purchase.hungUp()
                    ? paid == 1 && delivered == 1
                    : purchase.honest() ? paid <= 1 && delivered <= paid : paid == 0 && delivered == 0;
            if (!right) {
                mistakes.add("%s paid %d times and was delivered %d times: %s"
                        .formatted(
                                purchase.basket(),
                                paid,
                                delivered,
                                purchase.payments().stream().map(Payment::heard).toList()));
            }
        }
        return this;
    }

    /** The book of revenue is the token's log, and the other way round. */
    Audit books(String seller) {
        ledger.forEach((nonce, row) -> {
            boolean settled = row.state().equals("settled");
            List<TokenTransfer> transfers = moved.getOrDefault(nonce, List.of());
            if (settled ? transfers.size() != 1 || !same(row, transfers.getFirst()) : !transfers.isEmpty()) {
                mistakes.add("ledger " + nonce + " " + row + ", token " + transfers);
            }
        });
        moved.forEach((nonce, transfers) -> {
            Row row = ledger.get(nonce);
            if (row == null
                    || transfers.size() != 1
                    || !transfers.getFirst().to().equalsIgnoreCase(seller)) {
                mistakes.add("token " + transfers + ", ledger " + row);
            }
        });
        return this;
    }

    private static boolean same(Row row, TokenTransfer transfer) {
        return row.transaction().equalsIgnoreCase(transfer.transaction())
                && row.payer().equalsIgnoreCase(transfer.from())
                && row.payTo().equalsIgnoreCase(transfer.to())
                && row.amount().equals(transfer.value().toString());
    }

    private int moved(Payment payment) {
        return moved.getOrDefault(payment.nonce(), List.of()).size();
    }

    private static Buyers buyers(Payment payment) {
        if (payment.anyHeard(Heard.GOODS)) {
            return HAS_GOODS;
        }
        if (payment.anyHeard(Heard.NOTHING)) {
            return HUNG_UP;
        }
        return payment.anyHeard(Heard.OPEN) || payment.anyHeard(Heard.SPENT) ? WAITS : NOTHING_TAKEN;
    }

    private Ledger state(Payment payment) {
        Row row = ledger.get(payment.nonce());
        return switch (row == null ? "released" : row.state()) {
            case "settled" -> delivered(row) ? DELIVERED : PAID;
            case "unknown" -> UNKNOWN;
            case "expired" -> EXPIRED;
            case "released" -> FREE;
            default -> throw new AssertionError("nobody is at work any more: " + row);
        };
    }

    private static boolean delivered(@Nullable Row row) {
        return row != null && row.delivered();
    }
}
