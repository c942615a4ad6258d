package io.offerflow.verifier.pay;

import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.verifier.TestClock;
import io.offerflow.verifier.ledger.LedgerSettings;
import io.offerflow.verifier.ledger.SqlLedger;
import io.offerflow.verifier.x402.Problem;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Tests of one replica's payment flow over a ledger of its own and a scripted facilitator. */
abstract class OnShop {
    @TempDir
    Path folder;

    final TestClock clock = new TestClock();
    final ScriptedFacilitator facilitator = new ScriptedFacilitator();
    SqlLedger ledger;
    Shop shop;

    @BeforeEach
    void open() {
        open(Shop.LIMITS);
    }

    private void open(FlowLimits limits) {
        ledger = Shop.ledger(new LedgerSettings("jdbc:sqlite:" + folder.resolve("ledger.db"), "", null, 1_000), clock);
        shop = new Shop(ledger, facilitator, clock, limits);
    }

    /** A restart, on the same ledger. */
    final void reopen(FlowLimits limits) {
        close();
        open(limits);
    }

    @AfterEach
    void close() {
        shop.close();
        ledger.close();
    }

    static Problem problem(Verdict verdict) {
        assertThat(verdict).isInstanceOf(Verdict.Denied.class);
        return ((Verdict.Denied) verdict).problem();
    }
}
