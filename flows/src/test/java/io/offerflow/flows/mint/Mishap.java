package io.offerflow.flows.mint;

import io.offerflow.dev.fault.Fault;
import io.offerflow.dev.fault.FaultRule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * One thing that goes wrong in a run.
 *
 * @param moment when it happens; of no meaning for faults of calls
 * @param after after the moment
 * @param method of the calls that it befalls; empty for what is no fault of a call
 * @param nth of these calls is the first to be hit
 * @param times how many in a row are hit
 * @param size 1 to 3: how deep, how long, how dear
 * @param other the nastier one of two forms
 */
record Mishap(Kind kind, Moment moment, Duration after, String method, int nth, int times, int size, boolean other) {
    static final String SEND = "eth_sendRawTransaction";

    private static final List<String> METHODS = List.of(
            SEND,
            "eth_chainId",
            "eth_getBlockByNumber",
            "eth_getTransactionCount",
            "eth_getTransactionReceipt",
            "eth_getTransactionByHash",
            "eth_estimateGas",
            "eth_call",
            "eth_getLogs",
            "eth_");

    /** Who asks for the registration. */
    enum Layer {
        ACCOUNT,
        REQUEST
    }

    enum Moment {
        AT_ONCE,
        /** Bytes were handed to the node. */
        SENT,
        /** The account's first nonce is used. */
        MINED,
        /** An id was told. */
        TOLD
    }

    enum Kind {
        LOST_REPLY,
        LATE_SEND,
        LATE_REPLY,
        DOUBLE_SEND,
        SERVER_ERROR,
        CUT,
        WORKER_RESTART,
        POOL_DROP,
        REORG,
        LATE_BLOCK,
        SUBMITTED_AGAIN,
        ACCOUNT_FORGETS,
        FOREIGN_NONCE,
        BASE_FEE,
        TEMPORAL_KILLED,
        /** The same intent with another content at the same time. */
        TWO_CALLERS,
        STATUS_WIPED,
        REQUEST_FORGETS,
        MADE_AGAIN,
        SIGNER_CHANGED,
        /** The request, its workflow and the account, all at once. */
        ALL_FORGOTTEN;

        private boolean of(Layer layer) {
            return switch (layer) {
                case ACCOUNT -> ordinal() <= TWO_CALLERS.ordinal();
                case REQUEST -> this != TWO_CALLERS;
            };
        }

        boolean ofCalls() {
            return ordinal() <= CUT.ordinal();
        }

        private boolean ofSending() {
            return ordinal() <= DOUBLE_SEND.ordinal();
        }
    }

    /** One to three, the same for the same number. */
    static List<Mishap> draw(Layer layer, Random random) {
        List<Kind> kinds = EnumSet.allOf(Kind.class).stream()
                .filter(kind -> kind.of(layer))
                .toList();
        int count = 1 + random.nextInt(3);
        List<Mishap> drawn = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            drawn.add(one(seldom(kinds, random), random));
        }
        return drawn;
    }

    /** What befalls all runs at once befalls them a third as often. */
    private static Kind seldom(List<Kind> kinds, Random random) {
        Kind kind = kinds.get(random.nextInt(kinds.size()));
        boolean spared = kind == Kind.TEMPORAL_KILLED && random.nextInt(3) > 0;
        return spared ? Kind.WORKER_RESTART : kind;
    }

    /** Whether somebody else is to sign afterwards. */
    boolean changesSigner() {
        return kind == Kind.SIGNER_CHANGED || kind == Kind.ALL_FORGOTTEN && other;
    }

    private static Mishap one(Kind kind, Random random) {
        Moment moment = Moment.values()[random.nextInt(Moment.values().length)];
        Duration after = Duration.ofMillis(random.nextInt(1_500));
        String any = METHODS.get(random.nextInt(METHODS.size()));
        String method = !kind.ofCalls() ? "" : kind.ofSending() ? SEND : any;
        int nth = 1 + random.nextInt(kind.ofSending() ? 2 : 5);
        int times = 1 + random.nextInt(3);
        return new Mishap(kind, moment, after, method, nth, times, 1 + random.nextInt(3), random.nextBoolean());
    }

    FaultRule rule() {
        return FaultRule.on("POST", "/**", fault()).containing(method).nth(nth).times(times);
    }

    private Fault fault() {
        Duration late = Duration.ofSeconds(size * 2L);
        return switch (kind) {
            case LOST_REPLY -> new Fault.DropAfter();
            case LATE_SEND -> new Fault.Delay(late);
            case LATE_REPLY -> new Fault.DelayAfter(late);
            case DOUBLE_SEND -> new Fault.Repeat(other ? Fault.Which.LAST : Fault.Which.FIRST);
            case SERVER_ERROR -> new Fault.Status(other ? 503 : 429, Map.of(), "not now");
            case CUT -> other ? new Fault.Cut(20) : new Fault.Drop();
            default -> throw new IllegalStateException(kind + " befalls no calls");
        };
    }

    @Override
    public String toString() {
        String form = " size " + size + (other ? " other" : "");
        return kind.ofCalls()
                ? kind + "(" + method + " " + nth + ".." + (nth + times - 1) + form + ")"
                : kind + "(" + moment + "+" + after.toMillis() + "ms" + form + ")";
    }
}
