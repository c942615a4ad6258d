package io.offerflow.verifier.pay;

import io.offerflow.verifier.ledger.PaymentKey;
import io.offerflow.verifier.ledger.PaymentLedger;
import io.offerflow.verifier.ledger.Seller;
import io.offerflow.verifier.pay.Facilitator.Order;
import io.offerflow.verifier.pay.PaymentRun.Ticket;
import io.offerflow.verifier.route.Terms;
import io.offerflow.verifier.x402.IdentifierExtension;
import io.offerflow.verifier.x402.Payment;
import io.offerflow.verifier.x402.PaymentReader;
import io.offerflow.verifier.x402.Problem;
import io.offerflow.verifier.x402.Reading;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes one payment from header to verdict. {@link #examine} costs microseconds and never blocks; {@link #carryOut} waits and belongs on a
 * virtual thread. A payment runs on a thread of its own: it goes on when the client hangs up and when the wait has ended. The same bytes
 * presented while it runs join the run; one of all who wait gets the delivery.
 */
public final class PaymentFlow implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PaymentFlow.class);

    private final PayerCheck payers;
    private final PaymentSteps steps;
    private final FlowLimits limits;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Map<PaymentKey, PaymentRun> runs = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Resending resending;
    private final Prospect prospect;

    /** @param random names runs; no name may ever come twice */
    public PaymentFlow(
            PaymentLedger ledger,
            Facilitator facilitator,
            PayerCheck payers,
            FlowLimits limits,
            InstantSource clock,
            RandomGenerator random) {
        this.payers = payers;
        this.steps = new PaymentSteps(new PaymentSteps.Partners(ledger, facilitator, payers, clock), limits);
        this.limits = limits;
        this.clock = clock;
        this.random = random;
        this.resending = new Resending(ledger, facilitator);
        this.prospect = new Prospect(ledger, payers);
    }

    /** Either a payment to carry out, or the denial. */
    public sealed interface Examination {
        record Proceed(Examined payment) implements Examination {}

        /** Nothing that is asked for; but it may be known, and then nobody is asked to pay again. To be carried out all the same. */
        record Recall(Examined payment) implements Examination {}

        record Stop(Verdict.Denied denial) implements Examination {}
    }

    /** @param url the resource's address, as version 1 requirements carry it */
    public Examination examine(String header, Terms terms, URI facilitatorUrl, String url) {
        return switch (PaymentReader.read(header)) {
            case Reading.Malformed malformed ->
                new Examination.Stop(Verdict.denied(
                        malformed.flaw().problem(), malformed.flaw().detail()));
            case Reading.Read read -> examine(new Sent(header, read.payment()), terms, facilitatorUrl, url);
        };
    }

    private record Sent(String header, Payment payment) {}

    private Examination examine(Sent sent, Terms terms, URI facilitatorUrl, String url) {
        Payment payment = sent.payment();
        Optional<String> identifier;
        try {
            identifier = IdentifierExtension.of(payment);
        } catch (IdentifierExtension.UnusableException unusable) {
            return new Examination.Stop(Verdict.denied(Problem.INVALID_PAYMENT_HEADER, unusable.sentence()));
        }
        return switch (LocalChecks.check(payment, terms, clock.instant())) {
            case LocalChecks.Unfit unfit -> new Examination.Stop(Verdict.denied(unfit.problem(), unfit.sentence()));
            case LocalChecks.Fits fits -> {
                Order order = new Order(facilitatorUrl, payment, fits.requirement(), terms, url);
                Examined examined = new Examined(sent.header(), order, fits, identifier);
                yield examined.foreign() ? new Examination.Recall(examined) : new Examination.Proceed(examined);
            }
        };
    }

    /**
     * Waits for the verdict, at most as long as the limits say. The signature is checked before anything is reserved or joined, so that
     * nobody gets in the way of a payment that he has only seen.
     *
     * @param work done between verification and settlement: when it does not deliver, no money moves
     */
    public Verdict carryOut(Examined payment, Seller seller, Fulfilment work) {
        PayerProof proof = payment.proof().orElseGet(() -> payers.proof(payment.fits()));
        return proof instanceof PayerProof.Disproven disproven
                ? Verdict.denied(disproven.flaw().problem(), disproven.flaw().detail())
                : carryOut(new Attempt(payment, proof, seller, work));
    }

    /** A payment that may buy something, with what its signature says; or why it cannot. */
    public sealed interface Foresight {
        record Hopeful(Examined payment) implements Foresight {}

        record Hopeless(Verdict.Denied denial) implements Foresight {}
    }

    /** The signature's check before its time, for who must spend nothing on a payment that is worth nothing. Blocks, and writes nothing. */
    public Foresight foresee(Examined payment) {
        PayerProof proof = payers.proof(payment.fits());
        return prospect.hopeless(payment, proof)
                .<Foresight>map(Foresight.Hopeless::new)
                .orElseGet(() -> new Foresight.Hopeful(payment.with(proof)));
    }

    private record Attempt(Examined payment, PayerProof proof, Seller seller, Fulfilment work) {}

    private Verdict carryOut(Attempt attempt) {
        Presented presented = present(attempt);
        if (presented.end() instanceof End.Paid paid && paid.winner() == null) {
            // Settled when nobody waited, a moment before this one joined: the delivery is open, and a run of its own
            // gets it.
            presented = present(attempt);
        }
        return Verdicts.of(presented.end(), presented.ticket(), attempt.payment());
    }

    /** What one who waited saw. */
    private record Presented(End end, Ticket ticket) {}

    private Presented present(Attempt attempt) {
        Examined payment = attempt.payment();
        PaymentRun mine = new PaymentRun(payment, attempt.proof(), attempt.work(), name());
        Ticket first = mine.join().orElseThrow();
        // What is only looked up neither leads nor joins a run: what that one buys is sold elsewhere.
        PaymentRun running = payment.foreign() ? runs.get(payment.key()) : runs.putIfAbsent(payment.key(), mine);
        if (running == null) {
            start(mine, attempt.seller());
            return await(mine, first);
        }
        return Optional.of(running)
                .filter(run -> !payment.foreign() && payment.sameBytes(run.payment()))
                .flatMap(PaymentRun::join)
                .map(ticket -> await(running, ticket))
                .orElseGet(() -> new Presented(new End.InUse(idFor(attempt, running)), first));
    }

    /** A forged signature over somebody's nonce is told nothing about his payment. */
    private static String idFor(Attempt attempt, PaymentRun running) {
        boolean his = attempt.proof() instanceof PayerProof.Proven
                || attempt.payment().sameBytes(running.payment());
        return his ? running.id() : "";
    }

    private Presented await(PaymentRun run, Ticket ticket) {
        Duration patience = limits.patience().plus(run.work().atMost());
        return new Presented(run.await(ticket, patience).orElseGet(() -> new End.Open(run.id(), "")), ticket);
    }

    /** Sends the settle call of a payment whose outcome is unknown once more. */
    public Resending.Result resend(String id) {
        return resending.resend(id);
    }

    /** Payments on their way. */
    int running() {
        return runs.size();
    }

    private void start(PaymentRun run, Seller seller) {
        try {
            threads.execute(() -> take(run, seller));
        } catch (RejectedExecutionException stopping) {
            runs.remove(run.payment().key(), run);
            run.finish(new End.Refused(Problem.GATE_BUSY, "", false));
        }
    }

    /** The run leaves the map before its end is told: who hears "try again" and does must not meet the old run. */
    private void take(PaymentRun run, Seller seller) {
        try {
            End end = steps.take(run, seller);
            runs.remove(run.payment().key(), run);
            run.finish(end);
        } catch (RuntimeException | Error defect) {
            runs.remove(run.payment().key(), run);
            run.fail(defect);
            LOG.error("carrying out payment {} failed", run.id(), defect);
        }
    }

    private String name() {
        return Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong());
    }

    /** Waits for payments in flight, then breaks their calls off: what was being settled is then unknown, and in the ledger as such. */
    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(limits.stop().toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("{} payments were still on their way when the gate stopped", runs.size());
                threads.shutdownNow();
                threads.awaitTermination(limits.stop().toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
            threads.shutdownNow();
        }
    }
}
