package io.offerflow.verifier.ledger;

import static io.offerflow.verifier.ledger.Intents.LEASE;
import static io.offerflow.verifier.ledger.Intents.intent;
import static io.offerflow.verifier.ledger.Intents.key;
import static io.offerflow.verifier.ledger.Intents.named;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a key, an identifier and a transaction stand for: one payment. */
abstract class LedgerKeysContract extends OnLedger {
    @Test
    void keysThatDifferInOnePartAreDifferentPayments() {
        held(1);
        PaymentKey key = key(1);
        held(ledger, intent(new PaymentKey("eip155:10", key.asset(), key.payer(), key.nonce()), Intents.UNNAMED));
        held(ledger, intent(new PaymentKey(key.network(), "0xd", key.payer(), key.nonce()), Intents.UNNAMED));
        held(ledger, intent(new PaymentKey(key.network(), key.asset(), "0xd", key.nonce()), Intents.UNNAMED));
    }

    @Test
    void oneTransactionCreditsOnePayment() {
        String first = in(State.SETTLING, 1);
        String second = in(State.SETTLING, 2);
        assertThat(ledger.write(new Change.Settled(first, "0xAB", "", "a"))).isEqualTo(Written.DONE);
        assertThat(ledger.write(new Change.Settled(second, "0xab", "", "b"))).isEqualTo(Written.TRANSACTION_TAKEN);
        assertThat(state(second)).isEqualTo(State.SETTLING);
        assertThat(ledger.write(new Change.Settled(second, "0xab", "7", "b"))).isEqualTo(Written.DONE);
    }

    @Test
    void settlementsOfOneBatchThatNameTheSameTransactionCreditOne() throws Exception {
        List<String> ids = IntStream.range(0, 50)
                .mapToObj(nonce -> in(State.SETTLING, nonce))
                .toList();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Written>> answers = ids.stream()
                    .map(id -> threads.submit(() -> ledger.write(new Change.Settled(id, "0x1", "", null))))
                    .toList();
            List<Written> written = answers.stream().map(OnLedger::get).toList();
            assertThat(written).containsOnlyOnce(Written.DONE).contains(Written.TRANSACTION_TAKEN);
        }
    }

    @Test
    void anIdentifierStandsForOnePaymentOfItsPayer() {
        held(ledger, named(1, "identifier-0000001", "d1"));
        assertThat(ledger.reserve(named(2, "identifier-0000001", "d2"), LEASE))
                .isEqualTo(new Reservation.IdentifierTaken());
        assertThat(ledger.reserve(named(1, "identifier-0000001", "d3"), LEASE))
                .isEqualTo(new Reservation.IdentifierTaken());
        assertThat(ledger.reserve(named(1, "identifier-0000001", "d1"), LEASE)).isInstanceOf(Reservation.Known.class);
        PaymentKey other = new PaymentKey("eip155:1", "0xa", "0xe", key(1).nonce());
        held(ledger, intent(other, new Intent.Presented("identifier-0000001", "d4")));
    }

    @Test
    void theIdentifierOfAReleasedPaymentIsFree() {
        String id = held(ledger, named(1, "identifier-0000001", "d1"));
        ledger.write(new Change.Released(id));
        held(ledger, named(2, "identifier-0000001", "d2"));
        assertThat(ledger.reserve(named(1, "identifier-0000001", "d1"), LEASE))
                .isEqualTo(new Reservation.IdentifierTaken());
    }

    @Test
    void theBookHoldsEveryAmountExactly() {
        BigInteger amount = BigInteger.TWO.pow(256).subtract(BigInteger.ONE);
        Intent given = intent(1);
        String id = held(
                ledger,
                new Intent(
                        given.key(),
                        given.seller(),
                        given.payTo(),
                        amount,
                        given.validBefore(),
                        given.facilitator(),
                        given.presented()));
        PaymentRecord found = ledger.find(id).orElseThrow();
        assertThat(found.amount()).isEqualTo(amount);
        assertThat(found.seller()).isEqualTo(Intents.SELLER);
        assertThat(found.validBefore()).isEqualTo(Intents.VALID_BEFORE);
        assertThat(found.key()).isEqualTo(given.key());
        assertThat(id).matches("[0-9a-f]{44}");
    }

    @Test
    void ofManyThreadsExactlyOneGetsTheKey() throws Exception {
        SqlLedger second = second();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 20; round++) {
                Intent intent = intent(round);
                List<Future<Reservation>> answers = IntStream.range(0, 50)
                        .mapToObj(i -> threads.submit(() -> (i % 2 == 0 ? ledger : second).reserve(intent, LEASE)))
                        .toList();
                List<Reservation> all = answers.stream().map(OnLedger::get).toList();
                assertThat(all.stream().filter(Reservation.Held.class::isInstance))
                        .hasSize(1);
                assertThat(all.stream().filter(Reservation.Known.class::isInstance))
                        .hasSize(49);
            }
        }
    }

    /** Another replica on the same database, where the database allows for one. */
    SqlLedger second() {
        return ledger;
    }
}
