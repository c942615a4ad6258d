package io.offerflow.verifier.pay;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A facilitator on a chain that would take every payment each time it is told to: nothing but the gate stands between a buyer and a second
 * charge. Records whenever the gate asks to settle what may have been settled.
 */
final class ChainModel implements Facilitator {
    enum Checks {
        VALID,
        INVALID,
        AWAY,
        DEFECT
    }

    enum Settles {
        SETTLED,
        REJECTED,
        NOT_TAKEN,
        LOST_BEFORE,
        LOST_AFTER,
        /** Claims success with the transaction of another payment. */
        FOREIGN_TRANSACTION,
        DEFECT_AFTER
    }

    /** The transaction of the very first payment. */
    private String foreign = "";

    private final Set<String> moved = new HashSet<>();
    private final Set<String> mayHaveMoved = new HashSet<>();
    private final List<String> wrongs = new ArrayList<>();
    private Checks checks = Checks.VALID;
    private Settles settles = Settles.SETTLED;

    synchronized void script(Checks verify, Settles settle) {
        checks = verify;
        settles = settle;
    }

    synchronized boolean moved(String nonce) {
        return moved.contains(nonce);
    }

    synchronized List<String> wrongs() {
        return List.copyOf(wrongs);
    }

    static String transaction(String nonce) {
        return "0x" + nonce.substring(nonce.length() - 8);
    }

    @Override
    public synchronized Verification verify(Order order) {
        return switch (checks) {
            case VALID -> new Verification.Valid(order.facilitator());
            case INVALID -> new Verification.Invalid("no");
            case AWAY -> new Verification.Unavailable(false, "away");
            case DEFECT -> throw new IllegalStateException("defect");
        };
    }

    @Override
    public synchronized Settlement settle(Order order) {
        String nonce = order.payment().authorization().orElseThrow().nonce();
        if (mayHaveMoved.contains(nonce)) {
            wrongs.add("settled again: " + nonce);
        }
        return switch (settles) {
            case SETTLED -> settled(nonce);
            case REJECTED -> new Settlement.Rejected("no");
            case NOT_TAKEN -> new Settlement.NotTaken(true, "busy");
            case LOST_BEFORE -> {
                mayHaveMoved.add(nonce);
                yield new Settlement.Unknown("lost", "");
            }
            case LOST_AFTER -> {
                settled(nonce);
                yield new Settlement.Unknown("lost", transaction(nonce));
            }
            case FOREIGN_TRANSACTION -> {
                mayHaveMoved.add(nonce);
                yield new Settlement.Settled(foreign);
            }
            case DEFECT_AFTER -> {
                settled(nonce);
                throw new IllegalStateException("defect");
            }
        };
    }

    /** The same bytes again: the chain takes them once. */
    @Override
    public synchronized Settlement settleAgain(URI facilitator, byte[] body) {
        String nonce =
                new String(body, StandardCharsets.UTF_8).replaceFirst("(?s).*\"nonce\":\"(0x[0-9a-f]{64})\".*", "$1");
        return moved.contains(nonce) ? new Settlement.Rejected("nonce used") : settled(nonce);
    }

    private Settlement settled(String nonce) {
        mayHaveMoved.add(nonce);
        moved.add(nonce);
        foreign = foreign.isEmpty() ? transaction(nonce) : foreign;
        return new Settlement.Settled(transaction(nonce));
    }
}
