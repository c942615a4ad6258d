package io.offerflow.verifier.pay;

import io.offerflow.verifier.ledger.Change;
import io.offerflow.verifier.ledger.Intent;
import io.offerflow.verifier.ledger.PaymentKey;
import io.offerflow.verifier.ledger.PaymentLedger;
import io.offerflow.verifier.ledger.PaymentRecord;
import io.offerflow.verifier.ledger.Reservation;
import io.offerflow.verifier.ledger.SettleOrder;
import io.offerflow.verifier.ledger.State;
import io.offerflow.verifier.ledger.Written;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A ledger that fails at one chosen write, or with which the process dies there. */
final class FaultyLedger implements PaymentLedger {
    enum Fault {
        NONE,
        /** Not written, and said so. */
        REFUSED,
        /** Written, and not confirmed. */
        UNCONFIRMED,
        DEATH_BEFORE,
        DEATH_AFTER
    }

    /** The process is gone: nothing it does any more reaches anybody. */
    static final class DeadException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private final PaymentLedger real;
    private Fault fault = Fault.NONE;
    private int untilFault;
    private volatile boolean dead;

    FaultyLedger(PaymentLedger real) {
        this.real = real;
    }

    synchronized void failAt(int write, Fault how) {
        untilFault = write;
        fault = how;
    }

    boolean dead() {
        return dead;
    }

    private synchronized Fault next() {
        if (dead) {
            throw new DeadException();
        }
        Fault now = untilFault == 0 ? fault : Fault.NONE;
        untilFault--;
        return now;
    }

    private <T> T write(Supplier<T> write, T unavailable) {
        Fault now = next();
        if (now == Fault.DEATH_BEFORE) {
            dead = true;
            throw new DeadException();
        }
        T answer = now == Fault.REFUSED ? unavailable : write.get();
        if (now == Fault.DEATH_AFTER) {
            dead = true;
            throw new DeadException();
        }
        return now == Fault.UNCONFIRMED ? unavailable : answer;
    }

    @Override
    public Reservation reserve(Intent intent, Duration lease) {
        return write(() -> real.reserve(intent, lease), new Reservation.Unavailable());
    }

    @Override
    public Written write(Change change) {
        return write(() -> real.write(change), Written.UNAVAILABLE);
    }

    @Override
    public Optional<PaymentRecord> find(String id) {
        return real.find(id);
    }

    @Override
    public Optional<PaymentRecord> find(PaymentKey key) {
        return real.find(key);
    }

    @Override
    public List<PaymentRecord> list(State state, int limit) {
        return real.list(state, limit);
    }

    @Override
    public Optional<SettleOrder> order(String id) {
        return real.order(id);
    }
}
