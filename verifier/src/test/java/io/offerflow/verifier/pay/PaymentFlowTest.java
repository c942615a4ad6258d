package io.offerflow.verifier.pay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offerflow.verifier.Payments;
import io.offerflow.verifier.ledger.Change;
import io.offerflow.verifier.ledger.PaymentRecord;
import io.offerflow.verifier.ledger.State;
import io.offerflow.verifier.pay.Facilitator.Settlement;
import io.offerflow.verifier.pay.Facilitator.Verification;
import io.offerflow.verifier.x402.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class PaymentFlowTest extends OnShop {
    private static final FlowLimits IMPATIENT = new FlowLimits(
            Duration.ofMillis(150),
            Duration.ofSeconds(5),
            Duration.ofSeconds(60),
            Duration.ofMillis(200),
            Duration.ofMillis(2));

    private static String settlement(Verdict verdict) {
        return ((Verdict.Denied) verdict).settlement().orElseThrow();
    }

    private PaymentRecord only(State state) {
        List<PaymentRecord> found = ledger.list(state, 10);
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    @Test
    void aPaymentSurvivesARestartAsSpent() {
        String payment = Shop.payment();
        assertThat(shop.pay(payment)).isInstanceOf(Verdict.Passed.class);
        reopen(Shop.LIMITS);
        Verdict again = shop.pay(payment);
        assertThat(problem(again)).isEqualTo(Problem.PAYMENT_ALREADY_USED);
        assertThat(((Verdict.Denied) again).receipt().orElseThrow().success()).isTrue();
        assertThat(facilitator.settled).hasSize(1);
    }

    private static Fulfilment work(BooleanSupplier delivers) {
        return new Fulfilment() {
            @Override
            public boolean delivers(Duration payable) {
                return delivers.getAsBoolean();
            }

            @Override
            public Duration atMost() {
                return Duration.ofSeconds(5);
            }
        };
    }

    @Test
    void workIsDoneForAVerifiedPaymentBeforeMoneyMoves() {
        AtomicReference<State> during = new AtomicReference<>();
        Verdict verdict = shop.pay(Shop.payment(), work(() -> {
            assertThat(facilitator.settled).isEmpty();
            during.set(only(State.VERIFIED).state());
            return true;
        }));
        assertThat(verdict).isInstanceOf(Verdict.Passed.class);
        assertThat(during).hasValue(State.VERIFIED);
        assertThat(facilitator.settled).hasSize(1);
    }

    @Test
    void workIsToldHowLongThePaymentCanStillBeSettled() {
        ObjectNode payment = Payments.v2();
        Instant end = clock.instant().plusSeconds(100);
        Payments.authorization(payment).put("validBefore", Long.toString(end.getEpochSecond()));
        AtomicReference<Duration> told = new AtomicReference<>();
        shop.pay(Payments.header(Payments.sign(payment)), new Fulfilment() {
            @Override
            public boolean delivers(Duration payable) {
                told.set(payable);
                return true;
            }

            @Override
            public Duration atMost() {
                return Duration.ZERO;
            }
        });
        assertThat(told.get()).isBetween(Duration.ofSeconds(92), Duration.ofSeconds(94));
    }

    @Test
    void workThatFailsOrBreaksIsNotPaidForAndLeavesThePaymentUsable() {
        String payment = Shop.payment();
        assertThat(problem(shop.pay(payment, work(() -> false)))).isEqualTo(Problem.UPSTREAM_FAILED);
        assertThatThrownBy(() -> shop.pay(payment, work(() -> {
                    throw new IllegalStateException("a defect");
                })))
                .isInstanceOf(IllegalStateException.class);
        only(State.RELEASED);
        assertThat(facilitator.settled).isEmpty();
        assertThat(shop.pay(payment, work(() -> true))).isInstanceOf(Verdict.Passed.class);
    }

    @Test
    void whatIsSettledAfterTheWaitIsDeliveredOnceWhenPresentedAgain() {
        reopen(IMPATIENT);
        String payment = Shop.payment();
        CountDownLatch settle = facilitator.holdSettlements();
        Verdict late = shop.pay(payment);
        assertThat(problem(late)).isEqualTo(Problem.SETTLEMENT_UNKNOWN);
        assertThat(ledger.find(settlement(late)).orElseThrow().state()).isEqualTo(State.SETTLING);
        settle.countDown();
        Awaitility.await()
                .until(() -> ledger.find(settlement(late)).orElseThrow().state() == State.SETTLED);
        Awaitility.await().until(() -> shop.flow.running() == 0);
        assertThat(ledger.find(settlement(late)).orElseThrow().delivered()).isFalse();
        assertThat(shop.pay(payment)).isInstanceOfSatisfying(Verdict.Passed.class, passed -> assertThat(
                        passed.receipt().orElseThrow().transaction())
                .isEqualTo("0x1"));
        assertThat(problem(shop.pay(payment))).isEqualTo(Problem.PAYMENT_ALREADY_USED);
        assertThat(facilitator.settled).hasSize(1);
    }

    @Test
    void whoComesBackWhileTheCallStillRunsJoinsItAndGetsTheDelivery() {
        reopen(IMPATIENT);
        String payment = Shop.payment();
        CountDownLatch settle = facilitator.holdSettlements();
        assertThat(problem(shop.pay(payment))).isEqualTo(Problem.SETTLEMENT_UNKNOWN);
        CompletableFuture<Verdict> back = CompletableFuture.supplyAsync(() -> shop.pay(payment));
        settle.countDown();
        assertThat(back.join()).isInstanceOf(Verdict.Passed.class);
        assertThat(facilitator.settled).hasSize(1);
    }

    @Test
    void noMoneyMovesWhenEverybodyHasGivenUpBeforeItCould() {
        reopen(IMPATIENT);
        CountDownLatch verify = new CountDownLatch(1);
        facilitator.onVerify(() -> {
            await(verify);
            return new Verification.Valid(ScriptedFacilitator.SELF);
        });
        Verdict late = shop.pay(Shop.payment());
        verify.countDown();
        assertThat(problem(late)).isEqualTo(Problem.SETTLEMENT_UNKNOWN);
        Awaitility.await().until(() -> ledger.list(State.RELEASED, 10).size() == 1);
        assertThat(facilitator.settled).isEmpty();
    }

    @Test
    void anUnknownOutcomeBlocksThePaymentUntilItIsReportedAndThenDeliversOnce() {
        String payment = Shop.payment();
        facilitator.onSettle(() -> new Settlement.Unknown("lost", ""));
        String id = settlement(shop.pay(payment));
        reopen(Shop.LIMITS);
        assertThat(problem(shop.pay(payment))).isEqualTo(Problem.SETTLEMENT_UNKNOWN);
        assertThat(only(State.UNKNOWN).id()).isEqualTo(id);
        ledger.write(new Change.Settled(id, "0x77", "", null));
        assertThat(shop.pay(payment)).isInstanceOf(Verdict.Passed.class);
        assertThat(problem(shop.pay(payment))).isEqualTo(Problem.PAYMENT_ALREADY_USED);
        assertThat(facilitator.settled).hasSize(1);
        assertThat(facilitator.verified).hasSize(1);
    }

    @Test
    void whatTurnsOutNotPaidIsAnsweredWithAFreshChallenge() {
        String payment = Shop.payment();
        facilitator.onSettle(() -> new Settlement.Unknown("lost", ""));
        String id = settlement(shop.pay(payment));
        ledger.write(new Change.Resolved(id, State.EXPIRED, "never used"));
        assertThat(problem(shop.pay(payment))).isEqualTo(Problem.SETTLEMENT_REJECTED);
        assertThat(facilitator.settled).hasSize(1);
    }

    @Test
    void sendingAgainSendsTheSameBytesAndBelievesOnlySuccess() {
        String payment = Shop.payment();
        facilitator.onSettle(() -> new Settlement.Unknown("lost", ""));
        String id = settlement(shop.pay(payment));
        facilitator.onSettle(() -> new Settlement.Rejected("invalid_exact_evm_transaction_failed"));
        assertThat(shop.flow.resend(id)).isEqualTo(Resending.Result.STILL_UNKNOWN);
        assertThat(only(State.UNKNOWN).id()).isEqualTo(id);
        facilitator.onSettle(() -> new Settlement.Settled("0x9"));
        assertThat(shop.flow.resend(id)).isEqualTo(Resending.Result.SETTLED);
        assertThat(shop.flow.resend(id)).isEqualTo(Resending.Result.NOTHING_TO_SEND);
        String body = new String(facilitator.settled.getFirst().body(), StandardCharsets.UTF_8);
        assertThat(facilitator.again).containsExactly(body, body);
        assertThat(shop.pay(payment)).isInstanceOf(Verdict.Passed.class);
    }

    @Test
    void aTransactionThatCreditsAnotherPaymentIsNoProof() {
        facilitator.onSettle(() -> new Settlement.Settled("0xabc"));
        assertThat(shop.pay(Shop.payment())).isInstanceOf(Verdict.Passed.class);
        assertThat(problem(shop.pay(Shop.payment()))).isEqualTo(Problem.SETTLEMENT_UNKNOWN);
        assertThat(only(State.UNKNOWN).detail()).contains("credits another payment");
    }

    @Test
    void aStopBreaksACallOffAndItsOutcomeIsUnknownAfterwards() {
        CountDownLatch never = facilitator.holdSettlements();
        CompletableFuture<Verdict> waiting = CompletableFuture.supplyAsync(() -> shop.pay(Shop.payment()));
        Awaitility.await().until(() -> !facilitator.settled.isEmpty());
        reopen(Shop.LIMITS);
        assertThat(problem(waiting.join())).isEqualTo(Problem.SETTLEMENT_UNKNOWN);
        assertThat(only(State.UNKNOWN).detail()).isEqualTo("the gate is stopping");
        assertThat(never.getCount()).isEqualTo(1);
    }

    @Test
    void aDefectAfterTheSettleCallLeavesTheOutcomeUnknown() {
        facilitator.onSettle(() -> {
            throw new IllegalStateException("boom");
        });
        String payment = Shop.payment();
        assertThatThrownBy(() -> shop.pay(payment)).hasRootCauseMessage("boom");
        assertThat(problem(shop.pay(payment))).isEqualTo(Problem.SETTLEMENT_UNKNOWN);
    }

    @Test
    void withoutALedgerNothingIsAskedOfTheFacilitator() {
        ledger.close();
        assertThat(problem(shop.pay(Shop.payment()))).isEqualTo(Problem.LEDGER_UNAVAILABLE);
        assertThat(facilitator.verified).isEmpty();
    }

    @Test
    void underVerifyOnlyAPaymentPassesOnceAndIsNeverSettled() {
        try (Shop compat = new Shop(ledger, facilitator, clock, Shop.LIMITS, false)) {
            String payment = Shop.payment();
            assertThat(compat.pay(payment)).isInstanceOf(Verdict.Passed.class);
            assertThat(problem(compat.pay(payment))).isEqualTo(Problem.PAYMENT_ALREADY_USED);
            assertThat(facilitator.settled).isEmpty();
        }
    }

    @Test
    void aPaymentIdentifierAnswersTheSamePaymentAlikeAndAnotherWith409() {
        ObjectNode first = identified(Payments.v2());
        String header = Payments.header(first);
        assertThat(shop.pay(header)).isInstanceOf(Verdict.Passed.class);
        assertThat(problem(shop.pay(header))).isEqualTo(Problem.PAYMENT_ALREADY_USED);
        assertThat(problem(shop.pay(Payments.header(identified(Payments.v2())))))
                .isEqualTo(Problem.PAYMENT_IDENTIFIER_CONFLICT);
        assertThat(Problem.PAYMENT_IDENTIFIER_CONFLICT.status()).isEqualTo(409);
        assertThat(facilitator.settled).hasSize(1);
        ObjectNode unusable = Payments.v2();
        unusable.withObject("/extensions/payment-identifier/info").put("id", "short");
        assertThat(problem(shop.pay(Payments.header(unusable)))).isEqualTo(Problem.INVALID_PAYMENT_HEADER);
    }

    private static ObjectNode identified(ObjectNode payment) {
        payment.withObject("/extensions/payment-identifier/info").put("id", "order-2026-0000001");
        return payment;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
