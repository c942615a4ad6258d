package io.offerflow.verifier.proxy;

import io.offerflow.verifier.pay.Fulfilment;
import io.offerflow.verifier.proxy.Upstream.Call;
import io.offerflow.verifier.proxy.Upstream.Reply;
import io.offerflow.verifier.x402.Receipt;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An upstream's answer, held back until it is known whether it is paid for. Runs on one thread and is collected by another. */
final class Attempt implements Fulfilment {
    private static final Logger LOG = LoggerFactory.getLogger(Attempt.class);
    /** Of the buffer for an answer that is held back; it doubles as it fills. */
    private static final int FIRST_BYTES = 16_384;

    private final Upstream upstream;
    private final Call call;
    private final ProxiedSale.Limits limits;
    private final HeldBytes.Share memory;

    private @Nullable Reply reply;
    private List<HeaderLine> headers = List.of();
    private byte[] head = {};
    private boolean whole;
    private boolean failed;
    private boolean abandoned;
    private boolean crowded;

    /** @param memory where the answer is held back */
    Attempt(Upstream upstream, Call call, ProxiedSale.Limits limits, HeldBytes.Share memory) {
        this.memory = memory;
        this.upstream = upstream;
        this.call = call;
        this.limits = limits;
    }

    @Override
    public Duration atMost() {
        return limits.patience();
    }

    @Override
    public boolean delivers(Duration payable) {
        Duration patience = payable.compareTo(limits.patience()) < 0 ? payable : limits.patience();
        long end = System.nanoTime() + patience.toNanos();
        if (!room(FIRST_BYTES)) {
            return fails();
        }
        if (!patience.isPositive()) {
            LOG.info("an upstream was not asked: the payment ends too soon");
            return fails();
        }
        try {
            return keep(upstream.send(call, patience), end);
        } catch (IOException lost) {
            LOG.info("an upstream gave no answer: {}", lost.getClass().getSimpleName());
            return fails();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return fails();
        }
    }

    private boolean keep(Reply answer, long end) throws IOException, InterruptedException {
        byte[] read = {};
        boolean complete = false;
        Wares wares = call.wares();
        boolean bad = wares.failed(answer.status(), answer.headers());
        if (!bad && (wares.needsItsEnd() || !streams(answer))) {
            try {
                read = readUntil(answer.body(), end);
            } catch (IOException | InterruptedException | RuntimeException broken) {
                close(answer);
                throw broken;
            }
            complete = read.length <= limits.holdBytes();
            bad = complete ? wares.failed(answer.headers(), read) : wares.needsItsEnd();
        }
        synchronized (this) {
            reply = answer;
            headers = Headers.response(answer.headers());
            head = read;
            whole = complete;
            failed = bad;
            if (complete || abandoned) {
                close(answer);
            }
            return !bad && !abandoned;
        }
    }

    /** All, or one byte more than may be held. */
    private byte[] readUntil(Upstream.Body body, long end) throws IOException, InterruptedException {
        int most = limits.holdBytes() + 1;
        byte[] read = new byte[Math.min(most, FIRST_BYTES)];
        int length = 0;
        while (length < most) {
            if (length == read.length) {
                int larger = Math.min(most, 2 * length);
                if (!room(larger - length)) {
                    throw new IOException("there is no room for an answer");
                }
                read = Arrays.copyOf(read, larger);
            }
            Duration left = Duration.ofNanos(end - System.nanoTime());
            int count = body.read(read, length, left.compareTo(limits.idle()) < 0 ? left : limits.idle());
            if (count < 0) {
                break;
            }
            length += count;
        }
        return Arrays.copyOf(read, length);
    }

    private synchronized boolean room(int bytes) {
        crowded = crowded || !memory.grow(bytes);
        return !crowded;
    }

    private synchronized boolean fails() {
        failed = true;
        return false;
    }

    /** What to send for a payment that was taken; empty when the work was not done in this attempt. */
    synchronized Optional<Delivery> delivery(Optional<Receipt> receipt) {
        return failed ? Optional.empty() : held(receipt);
    }

    /** The upstream's own failure, which nobody pays for; empty when it did not fail. */
    synchronized Optional<Delivery> failure() {
        if (crowded) {
            return Optional.of(new Delivery.Busy());
        }
        if (failed && reply != null && !call.wares().tells(reply.status())) {
            close(reply);
            return Optional.of(new Delivery.Incomplete());
        }
        return failed
                ? held(Optional.empty()).or(() -> Optional.of(new Delivery.NoAnswer(Optional.empty())))
                : Optional.empty();
    }

    private Optional<Delivery> held(Optional<Receipt> receipt) {
        Reply answer = reply;
        if (answer == null) {
            return Optional.empty();
        }
        return Optional.of(
                whole
                        ? new Delivery.Whole(answer.status(), headers, head, receipt)
                        : new Delivery.Streamed(
                                answer.status(),
                                headers,
                                head,
                                new Delivery.Rest(answer.body(), limits.idle()),
                                receipt));
    }

    /**
     * Nobody will collect the answer: work that is still being done earns nothing. What was already held back whole may have been paid for, and
     * is given; a stream is not, for its upstream would have to be held open.
     */
    synchronized Optional<Delivery.Whole> abandon() {
        abandoned = true;
        Reply answer = reply;
        if (answer == null) {
            return Optional.empty();
        }
        close(answer);
        return whole && !failed
                ? Optional.of(new Delivery.Whole(answer.status(), headers, head, Optional.empty()))
                : Optional.empty();
    }

    private static boolean streams(Reply reply) {
        return reply.headers().stream()
                .anyMatch(line ->
                        line.is("content-type") && line.value().regionMatches(true, 0, "text/event-stream", 0, 17));
    }

    private static void close(Reply reply) {
        try {
            reply.body().close();
        } catch (IOException gone) {
            LOG.debug("an upstream's connection was gone already");
        }
    }
}
