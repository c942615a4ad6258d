package io.offerflow.verifier.proxy;

import io.offerflow.verifier.pay.Verdict;
import io.offerflow.verifier.proxy.Upstream.Reply;
import io.offerflow.verifier.x402.Receipt;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request through the gate. Whatever happens, a held payment is either settled or released, and no byte of an answer that was to be
 * paid for leaves before it is paid. Everything blocks; belongs on a virtual thread, and goes on when the client hangs up.
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
    private final int holdBytes;

    /** @param holdBytes the largest answer that is held back until it is paid */
    public ProxiedSale(Upstream upstream, int holdBytes) {
        this.upstream = upstream;
        this.holdBytes = holdBytes;
    }

    /** Makes the call once the payer is known. */
    @FunctionalInterface
    public interface Caller {
        Upstream.Call call(String payer);
    }

    public Delivery run(Till till, Mode mode, Caller caller) throws InterruptedException {
        return switch (till.hold()) {
            case Till.Hold.Denied denied -> new Delivery.Denied(denied.verdict());
            case Till.Hold.Held held ->
                mode == Mode.UPFRONT ? upfront(held.payment(), caller) : onSuccess(held.payment(), caller);
        };
    }

    private Delivery upfront(Till.Payment payment, Caller caller) throws InterruptedException {
        return switch (payment.settle()) {
            case Verdict.Denied denied -> new Delivery.Denied(denied);
            case Verdict.Passed passed -> {
                try {
                    Reply reply = upstream.send(caller.call(payment.payer()));
                    List<HeaderLine> headers = Headers.response(reply.headers());
                    yield new Delivery.Streamed(reply.status(), headers, new byte[0], reply.body(), passed.receipt());
                } catch (IOException failed) {
                    LOG.warn("an upstream gave no answer after it had been paid for: {}", phrase(failed));
                    yield noAnswer(passed.receipt());
                }
            }
        };
    }

    private Delivery onSuccess(Till.Payment payment, Caller caller) throws InterruptedException {
        boolean open = true;
        try {
            Reply reply = upstream.send(caller.call(payment.payer()));
            open = false;
            return answered(payment, reply);
        } catch (IOException failed) {
            LOG.info("an upstream gave no answer: {}", phrase(failed));
            return noAnswer(Optional.empty());
        } finally {
            if (open) {
                payment.release();
            }
        }
    }

    /** From here on {@code payment} is ended here. */
    private Delivery answered(Till.Payment payment, Reply reply) {
        List<HeaderLine> headers = Headers.response(reply.headers());
        if (Failures.failed(reply.status(), reply.headers())) {
            payment.release();
            return new Delivery.Streamed(reply.status(), headers, new byte[0], reply.body(), Optional.empty());
        }
        if (streams(reply)) {
            return settled(payment, reply, headers, new byte[0]);
        }
        byte[] head;
        try {
            head = reply.body().readNBytes(holdBytes + 1);
        } catch (IOException broken) {
            LOG.info("an upstream's answer broke off: {}", phrase(broken));
            payment.release();
            close(reply.body());
            return noAnswer(Optional.empty());
        } catch (RuntimeException | Error defect) {
            payment.release();
            throw defect;
        }
        if (head.length > holdBytes) {
            return settled(payment, reply, headers, head);
        }
        close(reply.body());
        if (Failures.failed(reply.headers(), head)) {
            payment.release();
            return new Delivery.Whole(reply.status(), headers, head, Optional.empty());
        }
        return switch (payment.settle()) {
            case Verdict.Denied denied -> new Delivery.Denied(denied);
            case Verdict.Passed passed -> new Delivery.Whole(reply.status(), headers, head, passed.receipt());
        };
    }

    private static Delivery settled(Till.Payment payment, Reply reply, List<HeaderLine> headers, byte[] head) {
        return switch (payment.settle()) {
            case Verdict.Denied denied -> {
                close(reply.body());
                yield new Delivery.Denied(denied);
            }
            case Verdict.Passed passed ->
                new Delivery.Streamed(reply.status(), headers, head, reply.body(), passed.receipt());
        };
    }

    private static boolean streams(Reply reply) {
        return reply.headers().stream()
                .anyMatch(line ->
                        line.is("content-type") && line.value().regionMatches(true, 0, "text/event-stream", 0, 17));
    }

    private static Delivery noAnswer(Optional<Receipt> receipt) {
        return new Delivery.NoAnswer(502, "upstream unavailable", receipt);
    }

    /** The kind only: texts of clients name addresses. */
    private static String phrase(IOException failure) {
        return failure.getClass().getSimpleName();
    }

    private static void close(InputStream body) {
        try {
            body.close();
        } catch (IOException gone) {
            LOG.debug("an upstream's connection was gone already");
        }
    }
}
