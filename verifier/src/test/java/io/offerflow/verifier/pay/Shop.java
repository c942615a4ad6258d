package io.offerflow.verifier.pay;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.offerflow.api.chain.Chain;
import io.offerflow.api.chain.Chains;
import io.offerflow.api.route.Requirement;
import io.offerflow.verifier.Offers;
import io.offerflow.verifier.Payments;
import io.offerflow.verifier.TestClock;
import io.offerflow.verifier.ledger.LedgerSettings;
import io.offerflow.verifier.ledger.PaymentLedger;
import io.offerflow.verifier.ledger.Seller;
import io.offerflow.verifier.ledger.SqlLedger;
import io.offerflow.verifier.pay.PaymentFlow.Examination;
import io.offerflow.verifier.route.Terms;
import io.offerflow.verifier.signature.Signatures;
import java.math.BigInteger;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;

/** A flow without listeners, for one seller at one price. */
final class Shop implements AutoCloseable {
    static final FlowLimits LIMITS = new FlowLimits(
            Duration.ofSeconds(20),
            Duration.ofSeconds(5),
            Duration.ofSeconds(60),
            Duration.ofMillis(200),
            Duration.ofMillis(2));
    private static final URI FACILITATOR = URI.create("http://127.0.0.1:1");
    private static final PayerCheck PAYERS = new PayerCheck(Signatures.load(), new PayerCheck.Policy(false, 10_000));
    private static final Seller SELLER = new Seller("shop", "echo", "uid-1");

    final PaymentFlow flow;
    private final Terms terms;

    Shop(PaymentLedger ledger, Facilitator facilitator, TestClock clock, FlowLimits limits, boolean settles) {
        this.flow = new PaymentFlow(ledger, facilitator, PAYERS, limits, clock, new SecureRandom());
        this.terms = terms("base-sepolia", 1_000, Offers.SELLER, settles);
    }

    /** @param concurrentOpen unproven payments at the same time */
    Shop(PaymentLedger ledger, Facilitator facilitator, TestClock clock, int concurrentOpen) {
        PayerCheck payers = new PayerCheck(Signatures.load(), new PayerCheck.Policy(false, concurrentOpen));
        this.flow = new PaymentFlow(ledger, facilitator, payers, LIMITS, clock, new SecureRandom());
        this.terms = terms("base-sepolia", 1_000, Offers.SELLER, true);
    }

    static Terms terms(String network, long amount, String payTo, boolean settles) {
        Chain chain = Chains.find(network).orElseThrow();
        Requirement requirement =
                new Requirement(chain, chain.usdc(), BigInteger.valueOf(amount), payTo, 300, new TreeMap<>());
        return new Terms("/services/echo", "echo", List.of(requirement), settles, false);
    }

    Shop(PaymentLedger ledger, Facilitator facilitator, TestClock clock, FlowLimits limits) {
        this(ledger, facilitator, clock, limits, true);
    }

    static SqlLedger ledger(LedgerSettings settings, TestClock clock) {
        return SqlLedger.open(settings, clock, new SecureRandom(), new SimpleMeterRegistry());
    }

    static String payment() {
        return Payments.header(Payments.v2());
    }

    Verdict pay(String header) {
        return pay(header, Fulfilment.NONE);
    }

    Verdict pay(String header, Fulfilment work) {
        return pay(header, work, terms, Claim.NONE);
    }

    Verdict pay(String header, Terms changed) {
        return pay(header, Fulfilment.NONE, changed, Claim.NONE);
    }

    Verdict pay(String header, Claim claim) {
        return pay(header, Fulfilment.NONE, terms, claim);
    }

    private Verdict pay(String header, Fulfilment work, Terms asked, Claim claim) {
        return switch (flow.examine(header, asked, FACILITATOR, "https://shop.example/services/echo")) {
            case Examination.Proceed proceed -> flow.carryOut(proceed.payment().claiming(claim), SELLER, work);
            case Examination.Recall recall -> flow.carryOut(recall.payment(), SELLER, work);
            case Examination.Stop stop -> stop.denial();
        };
    }

    @Override
    public void close() {
        flow.close();
    }
}
