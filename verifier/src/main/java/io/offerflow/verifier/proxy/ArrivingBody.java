package io.offerflow.verifier.proxy;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A body as it arrives. The connection is read as fast as somebody takes the bytes, with one part in stock. The JDK's own stream waits for
 * ever, and an upstream that sends a byte a minute would hold a payment with it.
 */
final class ArrivingBody implements BodySubscriber<Upstream.Body>, Upstream.Body {
    private final BlockingQueue<Part> parts = new LinkedBlockingQueue<>();
    private final Deque<ByteBuffer> taken = new ArrayDeque<>();
    private @Nullable Part end;
    private @Nullable Subscription subscription;
    private boolean closed;

    /** @param failure why nothing follows, where that is not the proper end */
    private record Part(List<ByteBuffer> bytes, boolean last, @Nullable Throwable failure) {}

    @Override
    public CompletionStage<Upstream.Body> getBody() {
        return CompletableFuture.completedFuture(this);
    }

    @Override
    public void onSubscribe(Subscription given) {
        synchronized (this) {
            subscription = given;
            if (!closed) {
                given.request(1);
                return;
            }
        }
        given.cancel();
    }

    @Override
    public void onNext(List<ByteBuffer> bytes) {
        parts.add(new Part(bytes, false, null));
    }

    @Override
    public void onError(Throwable failure) {
        parts.add(new Part(List.of(), true, failure));
    }

    @Override
    public void onComplete() {
        parts.add(new Part(List.of(), true, null));
    }

    @Override
    public int read(byte[] into, int from, Duration atMost) throws IOException, InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        while (!bytesTaken()) {
            Part last = this.end;
            if (last == null) {
                last = next(end - System.nanoTime());
            }
            if (last.failure != null) {
                throw new IOException("an upstream's answer broke off", last.failure);
            }
            if (last.last) {
                return -1;
            }
        }
        ByteBuffer bytes = taken.element();
        int count = Math.min(bytes.remaining(), into.length - from);
        bytes.get(into, from, count);
        return count;
    }

    /** Whether there is something to read without waiting. */
    private boolean bytesTaken() {
        while (!taken.isEmpty() && !taken.element().hasRemaining()) {
            taken.remove();
        }
        return !taken.isEmpty();
    }

    private Part next(long nanos) throws IOException, InterruptedException {
        Part part = parts.poll(nanos, TimeUnit.NANOSECONDS);
        if (part == null) {
            throw new HttpTimeoutException("an upstream stopped in the middle of its answer");
        }
        if (part.last) {
            end = part;
        } else {
            taken.addAll(part.bytes);
            more();
        }
        return part;
    }

    private synchronized void more() {
        if (subscription != null && !closed) {
            subscription.request(1);
        }
    }

    /** Gives the connection up, unless all has arrived. From any thread; a read that waits then fails. */
    @Override
    public void close() {
        Subscription given;
        synchronized (this) {
            given = subscription;
            closed = true;
        }
        if (given != null) {
            given.cancel();
        }
        onError(new IOException("closed"));
    }
}
