package io.offerflow.verifier.pay;

import io.offerflow.verifier.ledger.Change;
import io.offerflow.verifier.ledger.PaymentLedger;
import io.offerflow.verifier.ledger.SettleOrder;
import io.offerflow.verifier.pay.Facilitator.Settlement;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * Sends a settle call again, byte for byte: the chain takes an authorization once, so this can finish a payment and never double it. Only a
 * clear success changes anything; a rejection may mean that the first call went through.
 */
public final class Resending {
    /** Calls at the same time, so that a facilitator that comes back is not met by all at once. */
    private static final int CONCURRENT = 4;

    private final PaymentLedger ledger;
    private final Facilitator facilitator;
    private final Semaphore turns = new Semaphore(CONCURRENT);

    /** What came of it. */
    public enum Result {
        SETTLED,
        /** Sent, and still not known. */
        STILL_UNKNOWN,
        /** There is no such payment, or its outcome is final. */
        NOTHING_TO_SEND,
        /** Others are being sent. */
        BUSY,
        LEDGER_UNAVAILABLE
    }

    Resending(PaymentLedger ledger, Facilitator facilitator) {
        this.ledger = ledger;
        this.facilitator = facilitator;
    }

    Result resend(String id) {
        Optional<SettleOrder> order = ledger.find(id)
                .filter(payment -> switch (payment.state()) {
                    case UNKNOWN, UNRESOLVED -> true;
                    case RESERVED, VERIFIED, SETTLING, SETTLED, RELEASED, USED, FAILED, EXPIRED -> false;
                })
                .flatMap(payment -> ledger.order(id));
        if (order.isEmpty()) {
            return Result.NOTHING_TO_SEND;
        }
        if (!turns.tryAcquire()) {
            return Result.BUSY;
        }
        try {
            return send(id, order.get());
        } finally {
            turns.release();
        }
    }

    private Result send(String id, SettleOrder order) {
        Settlement settlement =
                facilitator.settleAgain(order.facilitator(), order.body().getBytes(StandardCharsets.UTF_8));
        if (!(settlement instanceof Settlement.Settled settled)) {
            return Result.STILL_UNKNOWN;
        }
        return switch (ledger.write(new Change.Settled(id, settled.transaction(), "", null))) {
            case DONE, STALE -> Result.SETTLED;
            case TRANSACTION_TAKEN -> Result.STILL_UNKNOWN;
            case UNAVAILABLE -> Result.LEDGER_UNAVAILABLE;
        };
    }
}
