package io.offerflow.verifier.ledger;

import static io.offerflow.verifier.ledger.Intents.LEASE;
import static io.offerflow.verifier.ledger.Intents.intent;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PostgresLedgerIT extends LedgerContract {
    private static Optional<PostgresServer> server = Optional.empty();

    @BeforeAll
    static void start() {
        server = PostgresServer.find();
        Assumptions.assumeTrue(server.isPresent(), "skipped: PostgreSQL's programs are not on this machine");
    }

    @AfterAll
    static void stop() throws IOException {
        if (server.isPresent()) {
            server.get().close();
        }
    }

    @Override
    LedgerSettings fresh(int capacity) {
        return server.orElseThrow().database(capacity);
    }

    @Override
    SqlLedger second() {
        return open(database);
    }

    @Test
    void anotherReplicaKnowsAndNoticesADeadOnesLease() {
        SqlLedger second = second();
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
        server.orElseThrow().stop();
        try {
            assertThat(ledger.reserve(intent(2), LEASE)).isEqualTo(new Reservation.Unavailable());
            assertThat(ledger.write(new Change.Settling(id, ORDER, LEASE))).isEqualTo(Written.UNAVAILABLE);
            assertThat(metrics.get("offerflow.verifier.ledger.healthy").gauge().value())
                    .isZero();
        } finally {
            server.orElseThrow().start();
        }
        assertThat(ledger.write(new Change.Settling(id, ORDER, LEASE))).isEqualTo(Written.DONE);
        held(2);
    }
}
