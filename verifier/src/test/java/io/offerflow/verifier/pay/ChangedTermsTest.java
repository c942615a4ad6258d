package io.offerflow.verifier.pay;

import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.verifier.Offers;
import io.offerflow.verifier.Payments;
import io.offerflow.verifier.TestClock;
import io.offerflow.verifier.Wallet;
import io.offerflow.verifier.ledger.Change;
import io.offerflow.verifier.ledger.LedgerSettings;
import io.offerflow.verifier.ledger.SqlLedger;
import io.offerflow.verifier.ledger.State;
import io.offerflow.verifier.pay.Facilitator.Settlement;
import io.offerflow.verifier.route.Terms;
import io.offerflow.verifier.x402.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A seller who changes price, payee or network does not make those pay twice whose money may have moved before. */
class ChangedTermsTest {
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

    private static final String PAYEE = "0x2222222222222222222222222222222222222222";
    private static final Terms CHEAPER = Shop.terms("base-sepolia", 900, Offers.SELLER, true);
    private static final Terms DEARER = Shop.terms("base-sepolia", 2_000, Offers.SELLER, true);
    private static final Terms OTHER_PAYEE = Shop.terms("base-sepolia", 1_000, PAYEE, true);
    private static final Terms OTHER_NETWORK = Shop.terms("base", 1_000, Offers.SELLER, true);
    private static final List<Terms> CHANGED = List.of(CHEAPER, DEARER, OTHER_PAYEE, OTHER_NETWORK);

    private String unknown(String header) {
        facilitator.onSettle(() -> new Settlement.Unknown("lost", ""));
        assertThat(problem(shop.pay(header))).isEqualTo(Problem.SETTLEMENT_UNKNOWN);
        return ledger.list(State.UNKNOWN, 10).getFirst().id();
    }

    @Test
    void anUnknownOutcomeStaysUnknownUnderOtherTerms() {
        String v2 = Shop.payment();
        unknown(v2);
        String v1 = Payments.header(Payments.v1());
        unknown(v1);
        for (Terms changed : CHANGED) {
            assertThat(problem(shop.pay(v2, changed))).isEqualTo(Problem.SETTLEMENT_UNKNOWN);
            assertThat(problem(shop.pay(v1, changed))).isEqualTo(Problem.SETTLEMENT_UNKNOWN);
        }
        assertThat(facilitator.settled).hasSize(2);
    }

    @Test
    void whatIsPaidForIsDeliveredOnceWhereItCoversTodaysPrice() {
        for (Terms changed : List.of(CHEAPER, OTHER_PAYEE)) {
            String header = Shop.payment();
            String id = unknown(header);
            ledger.write(new Change.Settled(id, "0x" + id, "", null));
            assertThat(shop.pay(header, changed)).isInstanceOf(Verdict.Passed.class);
            assertThat(problem(shop.pay(header, changed))).isEqualTo(Problem.PAYMENT_ALREADY_USED);
        }
    }

    @Test
    void whatIsPaidForBuysNothingDearerAndNobodyIsAskedToPayAgain() {
        String header = Shop.payment();
        ledger.write(new Change.Settled(unknown(header), "0x1", "", null));
        for (Terms changed : List.of(DEARER, OTHER_NETWORK)) {
            assertThat(problem(shop.pay(header, changed))).isEqualTo(Problem.SETTLEMENT_UNKNOWN);
        }
        assertThat(shop.pay(header)).isInstanceOf(Verdict.Passed.class);
    }

    @Test
    void aStrangersSignatureGetsNothing() {
        var payment = Payments.v2();
        String header = Payments.header(payment);
        ledger.write(new Change.Settled(unknown(header), "0x1", "", null));
        String forged = Payments.header(Payments.sign(payment.deepCopy(), Wallet.STRANGER));
        assertThat(shop.pay(forged, CHEAPER)).isInstanceOf(Verdict.Denied.class);
        assertThat(shop.pay(header, CHEAPER)).isInstanceOf(Verdict.Passed.class);
    }

    @Test
    void aPaymentThatNobodyKnowsIsRefusedAndLeavesNoTrace() {
        for (Terms changed : CHANGED) {
            assertThat(problem(shop.pay(Shop.payment(), changed))).isEqualTo(Problem.NO_MATCHING_REQUIREMENT);
        }
        assertThat(facilitator.verified).isEmpty();
        assertThat(ledger.list(State.RESERVED, 10)).isEmpty();
    }

    @Test
    void aRunUnderOtherTermsIsNotJoined() {
        String header = Shop.payment();
        CountDownLatch settle = facilitator.holdSettlements();
        CompletableFuture<Verdict> first = CompletableFuture.supplyAsync(() -> shop.pay(header));
        Awaitility.await().until(() -> !facilitator.settled.isEmpty());
        assertThat(problem(shop.pay(header, DEARER))).isEqualTo(Problem.PAYMENT_IN_USE);
        settle.countDown();
        assertThat(first.join()).isInstanceOf(Verdict.Passed.class);
    }
}
