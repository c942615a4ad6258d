package io.offerflow.verifier.proxy;

import io.offerflow.verifier.pay.Fulfilment;
import io.offerflow.verifier.pay.Verdict;
import io.offerflow.verifier.proxy.Upstream.Call;
import io.offerflow.verifier.proxy.Upstream.Reply;
import io.offerflow.verifier.x402.Problem;
import io.offerflow.verifier.x402.Receipt;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request through the gate: no byte of an answer that is to be paid for leaves before it is paid, and nobody pays for a failure.
 * Everything blocks; belongs on a virtual thread.
 */
public final class ProxiedSale {
    private static final Logger LOG = LoggerFactory.getLogger(ProxiedSale.class);

    /** When money moves. */
    public enum Mode {
        /** Before the upstream is asked. */
        UPFRONT,
        /** After it has delivered; before the first byte where the answer is a stream or too large to hold. */
        ON_SUCCESS
    }

    private final Upstream upstream;
    private final Limits limits;
    private final Withheld withheld;

    /**
     * @param holdBytes the largest answer that is held back until it is paid
     * @param patience for the head of an upstream's answer, and for all of one that is held back
     * @param idle how long an upstream may be silent in the middle of an answer
     */
    public record Limits(int holdBytes, Duration patience, Duration idle) {}

    /** @param withheld keeps answers whose payment has an unknown outcome */
    public ProxiedSale(Upstream upstream, Limits limits, Withheld withheld) {
        this.upstream = upstream;
        this.limits = limits;
        this.withheld = withheld;
    }

    /** How long who sends or reads an answer may be silent. */
    public Duration idle() {
        return limits.idle();
    }

    /** Without payment. */
    public Delivery free(Call call) throws InterruptedException {
        return unsendable(call) ? new Delivery.Unsendable() : streamed(call, Optional.empty());
    }

    /** @param memory where the answer is held back; where it has no room the payment is released */
    public Delivery paid(Till till, Mode mode, Call call, HeldBytes.Share memory) throws InterruptedException {
        if (unsendable(call)) {
            return new Delivery.Unsendable();
        }
        Attempt attempt = new Attempt(upstream, call, limits, memory);
        Fulfilment work = mode == Mode.UPFRONT ? Fulfilment.NONE : attempt;
        return switch (till.take(work)) {
            case Verdict.Denied denied ->
                attempt.failure().orElseGet(() -> {
                    attempt.abandon()
                            .filter(answer -> denied.problem() == Problem.SETTLEMENT_UNKNOWN)
                            .ifPresent(answer -> withheld.keep(till, call, answer, memory));
                    if (denied.problem() == Problem.SETTLEMENT_REJECTED) {
                        withheld.unpaid(till.payment());
                    }
                    return new Delivery.Denied(denied);
                });
            case Verdict.Passed passed -> {
                Optional<Delivery> delivery = attempt.delivery(passed.receipt())
                        .or(() -> withheld.take(till, call, passed.receipt(), memory));
                yield delivery.isPresent() ? delivery.get() : streamed(call, passed.receipt());
            }
        };
    }

    private boolean unsendable(Call call) {
        Optional<String> why = upstream.unsendable(call);
        why.ifPresent(sentence -> LOG.info("a request cannot be passed on: {}", sentence));
        return why.isPresent();
    }

    private Delivery streamed(Call call, Optional<Receipt> receipt) throws InterruptedException {
        try {
            Reply reply = upstream.send(call, limits.patience());
            return new Delivery.Streamed(
                    reply.status(),
                    Headers.response(reply.headers()),
                    new byte[0],
                    new Delivery.Rest(reply.body(), limits.idle()),
                    receipt);
        } catch (IOException failed) {
            LOG.warn(
                    "an upstream gave no answer{}: {}",
                    receipt.isPresent() ? " to a request that had been paid for" : "",
                    failed.getClass().getSimpleName());
            return new Delivery.NoAnswer(receipt);
        }
    }
}
