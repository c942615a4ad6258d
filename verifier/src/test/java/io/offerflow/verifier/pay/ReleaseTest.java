package io.offerflow.verifier.pay;

import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.verifier.Payments;
import io.offerflow.verifier.TestClock;
import io.offerflow.verifier.Wallet;
import io.offerflow.verifier.ledger.Change;
import io.offerflow.verifier.ledger.LedgerSettings;
import io.offerflow.verifier.ledger.SqlLedger;
import io.offerflow.verifier.ledger.State;
import io.offerflow.verifier.pay.Facilitator.Settlement;
import io.offerflow.verifier.pay.Facilitator.Verification;
import io.offerflow.verifier.x402.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said about a payment that took nothing, and what stays of it. */
class ReleaseTest {
    @TempDir
    Path folder;

    private final TestClock clock = new TestClock();
    private final ScriptedFacilitator facilitator = new ScriptedFacilitator();
    private SqlLedger ledger;
    private Shop shop;

    @BeforeEach
    void open() {
        ledger = Shop.ledger(new LedgerSettings("jdbc:sqlite:" + folder.resolve("ledger.db"), "", null, 1_000), clock);
        shop = new Shop(ledger, facilitator, clock, Shop.LIMITS);
    }

    @AfterEach
    void close() {
        shop.close();
        ledger.close();
    }

    private static Problem problem(Verdict verdict) {
        assertThat(verdict).isInstanceOf(Verdict.Denied.class);
        return ((Verdict.Denied) verdict).problem();
    }

    /** Reserving, settling, releasing. */
    private static final int RELEASE = 2;

    private static final Settlement REJECTED = new Settlement.Rejected("insufficient_funds");

    private final ArrayList<String> claims = new ArrayList<>();
    private final Claim claim = new Claim() {
        @Override
        public boolean take() {
            return claims.add("taken");
        }

        @Override
        public void giveBack() {
            claims.add("given back");
        }
    };

    @Test
    void aReleaseThatTheLedgerDoesNotConfirmIsNotPromisedButCaughtUp() {
        FaultyLedger faulty = new FaultyLedger(ledger);
        try (Shop unlucky = new Shop(faulty, facilitator, clock, Shop.LIMITS)) {
            facilitator.onSettle(() -> REJECTED);
            faulty.failAt(RELEASE, FaultyLedger.Fault.REFUSED);
            assertThat(problem(unlucky.pay(Shop.payment()))).isEqualTo(Problem.SETTLEMENT_UNKNOWN);
            Awaitility.await().until(() -> ledger.list(State.RELEASED, 10).size() == 1);
        }
    }

    @Test
    void aReleaseThatContradictsAReportedOutcomeIsNotPromised() {
        facilitator.onSettle(() -> {
            String id = ledger.list(State.SETTLING, 1).getFirst().id();
            ledger.write(new Change.Settled(id, "0x1", "", null));
            return REJECTED;
        });
        String header = Shop.payment();
        assertThat(problem(shop.pay(header))).isEqualTo(Problem.SETTLEMENT_UNKNOWN);
        assertThat(shop.pay(header)).isInstanceOf(Verdict.Passed.class);
    }

    @Test
    void aForgeryThatIsNotEvenAskedAboutLeavesNoRow() {
        try (Shop crowded = new Shop(ledger, facilitator, clock, 0)) {
            String forged = Payments.header(Payments.sign(Payments.v2(), Wallet.STRANGER));
            assertThat(problem(crowded.pay(forged))).isEqualTo(Problem.GATE_BUSY);
            assertThat(ledger.list(State.RELEASED, 10)).isEmpty();
            assertThat(ledger.list(State.RESERVED, 10)).isEmpty();
            assertThat(crowded.pay(Shop.payment())).isInstanceOf(Verdict.Passed.class);
        }
    }

    @Test
    void theNextUnprovenPaymentHasItsTurnOnceTheFirstIsVerified() {
        String contract = Payments.header(Payments.sign(Payments.v2(), Wallet.STRANGER));
        try (Shop narrow = new Shop(ledger, facilitator, clock, 1)) {
            facilitator.onSettle(() -> {
                facilitator.onSettle(() -> new Settlement.Settled("0x2"));
                String other = Payments.header(Payments.sign(Payments.v2(), Wallet.STRANGER));
                assertThat(narrow.pay(other)).isInstanceOf(Verdict.Passed.class);
                return new Settlement.Settled("0x1");
            });
            assertThat(narrow.pay(contract)).isInstanceOf(Verdict.Passed.class);
        }
    }

    @Test
    void whatABuyerHasOnceIsClaimedOnlyForAVerifiedPayment() {
        facilitator.onVerify(() -> new Verification.Invalid("invalid_exact_evm_signature"));
        shop.pay(Payments.header(Payments.sign(Payments.v2(), Wallet.STRANGER)), claim);
        assertThat(claims).isEmpty();
    }

    @Test
    void andGivenBackWhereNothingWasTaken() {
        facilitator.onSettle(() -> REJECTED);
        shop.pay(Shop.payment(), claim);
        assertThat(claims).containsExactly("taken", "given back");
        claims.clear();
        facilitator.onSettle(() -> new Settlement.Unknown("lost", ""));
        shop.pay(Shop.payment(), claim);
        assertThat(claims).containsExactly("taken");
    }
}
