package io.offerflow.verifier.pay;

import io.offerflow.verifier.ledger.Change;
import io.offerflow.verifier.ledger.PaymentLedger;
import io.offerflow.verifier.ledger.Written;
import java.time.Duration;

/**
 * Tells a ledger that was away what it must know, until it has heard it or the gate stops. A write that was not confirmed may stand all the
 * same, so what it said about the delivery is corrected: whoever was to get it was sent away.
 */
final class LastWord {
    private final PaymentLedger ledger;
    private final Duration pause;

    LastWord(PaymentLedger ledger, Duration pause) {
        this.ledger = ledger;
        this.pause = pause;
    }

    void settled(String id, String transaction, String promised) {
        if (untilHeard(new Change.Settled(id, transaction, "", null)) == Written.STALE) {
            takeBack(id, promised);
        }
    }

    void released(String id) {
        untilHeard(new Change.Released(id));
    }

    void takeBack(String id, String promised) {
        untilHeard(new Change.Undelivered(id, promised));
    }

    private Written untilHeard(Change change) {
        Written written = ledger.write(change);
        while (written == Written.UNAVAILABLE && pause()) {
            written = ledger.write(change);
        }
        return written;
    }

    private boolean pause() {
        try {
            Thread.sleep(pause);
            return true;
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
