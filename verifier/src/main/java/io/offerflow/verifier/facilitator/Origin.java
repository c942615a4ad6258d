package io.offerflow.verifier.facilitator;

import io.micrometer.core.instrument.Timer;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One facilitator: its connections, its circuit breaker, and a bound on what may wait for it. Both guard the asking only. An order to settle
 * follows a verification, possibly one for which work was done since; it always goes out.
 */
final class Origin implements AutoCloseable {
    /** Verifying may be repeated, so an older connection may be tried. */
    private static final Duration VERIFY_IDLE = Duration.ofSeconds(60);
    /** An order must not meet a connection that is just being closed for idling; nobody closes after so short a time. */
    private static final Duration SETTLE_IDLE = Duration.ofSeconds(1);

    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERRORS = 500;

    private final HttpPost verify;
    private final HttpPost settle;
    private final ConnectionPool pool;
    private final CircuitBreaker breaker;
    private final CallMetrics metrics;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final int concurrency;

    /** What an origin is given. */
    record Parts(Dialer dialer, Deadlines deadlines, CircuitBreaker breaker, CallMetrics metrics) {}

    Origin(URI address, FacilitatorClient.Limits limits, Parts parts) {
        this.concurrency = limits.concurrency();
        this.pool = new ConnectionPool(concurrency);
        HttpPost.Route route = new HttpPost.Route(parts.dialer(), pool, parts.deadlines());
        this.verify =
                new HttpPost(URI.create(address + "/verify"), route, new HttpPost.Rules(limits.verify(), VERIFY_IDLE));
        this.settle =
                new HttpPost(URI.create(address + "/settle"), route, new HttpPost.Rules(limits.settle(), SETTLE_IDLE));
        this.breaker = parts.breaker();
        this.metrics = parts.metrics();
        metrics.breaker(breaker::state);
        metrics.inFlight(inFlight::get);
    }

    /** Asked once more over a fresh connection when one breaks: asking moves no money, and a pooled connection may have died unnoticed. */
    Reply verify(byte[] json) {
        if (inFlight.incrementAndGet() > concurrency) {
            inFlight.decrementAndGet();
            return new Reply.Full();
        }
        try {
            if (!breaker.admits()) {
                return new Reply.Unsent("it did not answer lately and is not asked for a while");
            }
            return judged(this::asked, json);
        } finally {
            inFlight.decrementAndGet();
        }
    }

    Reply settle(byte[] json) {
        inFlight.incrementAndGet();
        try {
            return judged(body -> timed(Operation.SETTLE, () -> settle.send(body)), json);
        } finally {
            inFlight.decrementAndGet();
        }
    }

    /** Closes connections that idled too long. */
    void sweep() {
        pool.sweep();
    }

    @Override
    public void close() {
        pool.close();
    }

    private interface Call {
        Reply make();
    }

    private Reply timed(Operation operation, Call call) {
        Timer.Sample sample = metrics.start();
        Reply reply = call.make();
        metrics.stop(sample, operation, reply);
        return reply;
    }

    private Reply asked(byte[] json) {
        Reply reply = timed(Operation.VERIFY, () -> verify.send(json));
        boolean broken = reply instanceof Reply.Lost lost && lost.cause() == Reply.Cause.BROKEN;
        return broken ? timed(Operation.VERIFY, () -> verify.sendAfresh(json)) : reply;
    }

    /** The breaker hears how every call went, one that ended in a defect included: it may wait for just this one. */
    private Reply judged(Function<byte[], Reply> call, byte[] json) {
        @Nullable Reply reply = null;
        try {
            reply = call.apply(json);
            return reply;
        } finally {
            if (reply == null) {
                breaker.failed();
            } else {
                judge(reply);
            }
        }
    }

    private void judge(Reply reply) {
        if (reply instanceof Reply.Answer answer) {
            boolean overloaded = answer.status() == TOO_MANY_REQUESTS || answer.status() >= SERVER_ERRORS;
            if (overloaded && answer.retryAfter().isPositive()) {
                breaker.askedToWait(answer.retryAfter());
            } else if (overloaded && !Verdicts.isVerdict(answer)) {
                breaker.failed();
            } else {
                breaker.succeeded();
            }
        } else {
            breaker.failed();
        }
    }
}
