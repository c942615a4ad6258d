package io.offerflow.verifier.ledger;

import static io.offerflow.verifier.ledger.Intents.LEASE;
import static io.offerflow.verifier.ledger.Intents.intent;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is so with a server that several replicas share. */
class PostgresLedgerIT extends OnLedger {
    @RegisterExtension
    static final Postgres POSTGRES = new Postgres();

    @Override
    LedgerSettings fresh(int capacity) {
        return POSTGRES.server().database(capacity);
    }

    @Test
    void anotherReplicaKnowsAndNoticesADeadOnesLease() {
        SqlLedger second = open(database);
        String id = in(State.SETTLING, 1);
        assertThat(second.reserve(intent(1), LEASE)).isInstanceOf(Reservation.Known.class);
        second.keepHouse();
        assertThat(state(id)).isEqualTo(State.SETTLING);
        clock.forward(LEASE.plusSeconds(1));
        second.keepHouse();
        assertThat(second.list(State.UNKNOWN, 10)).extracting(PaymentRecord::id).containsExactly(id);
        assertThat(second.order(id)).isPresent();
    }

    @Test
    void aReplicaThatStartsLeavesAlonePaymentsOfALiveOne() {
        String settling = in(State.SETTLING, 1);
        String reserved = held(2);
        open(database);
        assertThat(state(settling)).isEqualTo(State.SETTLING);
        assertThat(state(reserved)).isEqualTo(State.RESERVED);
    }

    @Test
    void aLostServerTurnsPaymentsAwayUntilItIsBack() {
        String id = held(1);
        POSTGRES.server().stop();
        try {
            assertThat(ledger.reserve(intent(2), LEASE)).isEqualTo(new Reservation.Unavailable());
            assertThat(ledger.write(new Change.Settling(id, ORDER, LEASE))).isEqualTo(Written.UNAVAILABLE);
            assertThat(metrics.get("offerflow.verifier.ledger.healthy").gauge().value())
                    .isZero();
        } finally {
            POSTGRES.server().start();
        }
        assertThat(ledger.write(new Change.Settling(id, ORDER, LEASE))).isEqualTo(Written.DONE);
        held(2);
    }
}
