package io.offerflow.verifier.pay;

import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.verifier.TestClock;
import io.offerflow.verifier.ledger.LedgerSettings;
import io.offerflow.verifier.ledger.SqlLedger;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Two flows on one database, each with runs of its own in memory. */
abstract class CopiesContract {
    private final TestClock clock = new TestClock();
    private final ScriptedFacilitator facilitator = new ScriptedFacilitator();

    abstract LedgerSettings fresh();

    /** The second flow's ledger: the same where the database is for one process. */
    abstract SqlLedger second(SqlLedger first, LedgerSettings settings);

    @Test
    void ofAThousandCopiesAtTwoFlowsOneIsSettledAndOnePasses() throws Exception {
        LedgerSettings settings = fresh();
        SqlLedger first = Shop.ledger(settings, clock);
        SqlLedger other = second(first, settings);
        try (Shop left = new Shop(first, facilitator, clock, Shop.LIMITS);
                Shop right = new Shop(other, facilitator, clock, Shop.LIMITS);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 3; round++) {
                String payment = Shop.payment();
                List<Future<Verdict>> copies = IntStream.range(0, 1_000)
                        .mapToObj(i -> threads.submit(() -> (i % 2 == 0 ? left : right).pay(payment)))
                        .toList();
                assertThat(copies.stream().map(CopiesContract::get).filter(Verdict.Passed.class::isInstance))
                        .hasSize(1);
                assertThat(facilitator.settled).hasSize(round + 1);
            }
        } finally {
            other.close();
            first.close();
        }
    }

    SqlLedger open(LedgerSettings settings) {
        return Shop.ledger(settings, clock);
    }

    private static Verdict get(Future<Verdict> future) {
        try {
            return future.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
