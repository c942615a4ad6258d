package io.offerflow.verifier.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.offerflow.verifier.TestClock;
import io.offerflow.verifier.signin.Nonces.Use;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a ledger guarantees about sign-in messages, whatever its database. */
abstract class SignInContract {
    static final String WALLET = "0x70997970c51812dc3a010c7d01b50e0d17dc79c8";
    static final Duration GOOD_FOR = Duration.ofMinutes(10);
    /** Longer than the clocks of two replicas may differ. */
    private static final Duration AFTERWARDS = Duration.ofMinutes(6);

    final TestClock clock = new TestClock();
    final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final List<SqlLedger> opened = new ArrayList<>();
    LedgerSettings database;
    SqlLedger ledger;

    abstract LedgerSettings fresh();

    /** Another replica on the same database, or the only one where it can have no other. */
    abstract SqlLedger second();

    @BeforeEach
    void openLedger() {
        database = fresh();
        ledger = open(database);
    }

    @AfterEach
    void closeLedgers() {
        opened.forEach(SqlLedger::close);
    }

    SqlLedger open(LedgerSettings settings) {
        SqlLedger another = SqlLedger.open(settings, clock, new SecureRandom(), metrics);
        opened.add(another);
        return another;
    }

    Use use(SqlLedger at, String nonce) {
        return at.use(WALLET, nonce, clock.instant().plus(GOOD_FOR));
    }

    @Test
    void aMessageOpensSomethingOnceOverAllReplicas() {
        SqlLedger second = second();
        assertThat(use(ledger, "nonce0001")).isEqualTo(Use.FIRST);
        assertThat(use(second, "nonce0001")).isEqualTo(Use.AGAIN);
        assertThat(use(ledger, "nonce0001")).isEqualTo(Use.AGAIN);
    }

    @Test
    void oneOfManyCopiesAtTheSameMomentPasses() throws Exception {
        SqlLedger second = second();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Use>> uses = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                SqlLedger at = i % 2 == 0 ? ledger : second;
                String nonce = "nonce000" + i / 20;
                uses.add(threads.submit(() -> use(at, nonce)));
            }
            int first = 0;
            for (Future<Use> use : uses) {
                assertThat(use.get()).isNotEqualTo(Use.REFUSED);
                first += use.get() == Use.FIRST ? 1 : 0;
            }
            assertThat(first).isEqualTo(10);
        }
    }

    @Test
    void nobodyUsesUpAnothersNonce() {
        assertThat(ledger.use(
                        "0x" + "0".repeat(40), "nonce0001", clock.instant().plus(GOOD_FOR)))
                .isEqualTo(Use.FIRST);
        assertThat(use(ledger, "nonce0001")).isEqualTo(Use.FIRST);
    }

    @Test
    void aMessageIsRememberedUntilItHasExpiredOnEveryClockAndThenForgotten() {
        use(ledger, "nonce0001");
        clock.forward(GOOD_FOR);
        ledger.keepHouse();
        assertThat(use(ledger, "nonce0001")).isEqualTo(Use.AGAIN);
        clock.forward(AFTERWARDS);
        ledger.keepHouse();
        assertThat(metrics.get("offerflow.verifier.sign.ins").gauge().value()).isZero();
        assertThat(use(ledger, "nonce0001")).isEqualTo(Use.FIRST);
    }

    @Test
    void allThatHaveExpiredAreForgottenHoweverMany() {
        for (int i = 0; i < Housekeeping.STEP + 10; i++) {
            use(ledger, "nonce" + i);
        }
        ledger.keepHouse();
        assertThat(metrics.get("offerflow.verifier.sign.ins").gauge().value()).isEqualTo(Housekeeping.STEP + 10);
        clock.forward(GOOD_FOR.plus(AFTERWARDS));
        ledger.keepHouse();
        assertThat(metrics.get("offerflow.verifier.sign.ins").gauge().value()).isZero();
    }

    @Test
    void aRestartForgetsNothing() {
        use(ledger, "nonce0001");
        opened.remove(ledger);
        ledger.close();
        ledger = open(database);
        assertThat(use(ledger, "nonce0001")).isEqualTo(Use.AGAIN);
    }
}
