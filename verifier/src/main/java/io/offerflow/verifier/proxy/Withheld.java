package io.offerflow.verifier.proxy;

import io.offerflow.verifier.proxy.HeldBytes.Share;
import io.offerflow.verifier.proxy.Upstream.Call;
import io.offerflow.verifier.x402.Receipt;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Complete answers whose payment has an unknown outcome, for who presents it again when it turns out paid. They live in this process only, within
 * the memory of all requests, and give way to requests that need it: what is lost is asked for again. Who may have one is the ledger's to say,
 * before it is taken from here. Safe for many threads.
 */
public final class Withheld {
    /** Authorizations may be good for years, but nobody waits that long for an answer. */
    static final Duration MOST = Duration.ofDays(1);
    /** Of one answer, besides its bytes: so that many small ones are bounded too. */
    private static final int OVERHEAD = 1_024;

    private final InstantSource clock;
    private final Map<String, Kept> byPayment = new HashMap<>();
    private final NavigableSet<Kept> soonestFirst =
            new TreeSet<>(Comparator.comparing(Kept::until).thenComparing(Kept::payment));
    private final Map<Loss, Long> lost = new EnumMap<>(Loss.class);
    private long bytes;
    private long delivered;

    /** Why an answer was not delivered from here. */
    public enum Loss {
        /** The payment's time has passed. */
        EXPIRED,
        /** A request needed the room, or there was none. */
        MEMORY,
        /** Nothing was paid after all. */
        UNPAID,
        /** Something else was asked for with the payment. */
        OTHER_REQUEST,
        /** The same payment has a newer answer. */
        REPLACED
    }

    /** @param size bytes that {@code share} holds for it */
    private record Kept(
            String payment, Instant until, Question question, Delivery.Whole answer, Share share, long size) {}

    /** @param memory where requests find no room, answers are dropped from here, the soonest to end first */
    public Withheld(HeldBytes memory, InstantSource clock) {
        this.clock = clock;
        memory.spare(this::giveWay);
    }

    /**
     * Keeps the answer to a call until nobody can settle the payment any more.
     *
     * @param memory holds the answer's body already; the caller's own to close
     */
    void keep(Till till, Call call, Delivery.Whole answer, Share memory) {
        long head = OVERHEAD + headerBytes(answer);
        if (!memory.grow(head)) {
            lose(Loss.MEMORY);
            return;
        }
        long size = head + answer.body().length;
        Instant now = clock.instant();
        Instant most = now.plus(MOST);
        Instant until = till.until().isBefore(most) ? till.until() : most;
        Kept kept = new Kept(till.payment(), until, Question.of(call), answer, memory.split(size), size);
        synchronized (this) {
            drop(kept.payment(), Loss.REPLACED);
            byPayment.put(kept.payment(), kept);
            soonestFirst.add(kept);
            bytes += size;
            expire(now);
        }
    }

    /**
     * The answer that this payment bought, which is gone from here afterwards; empty where it was lost or another call was answered by it.
     *
     * @param memory holds it from then on
     */
    Optional<Delivery.Whole> take(Till till, Call call, Optional<Receipt> receipt, Share memory) {
        Kept kept = find(till.payment());
        if (kept == null) {
            return Optional.empty();
        }
        // Reads the whole body, so not while others wait.
        boolean asked = kept.question().equals(Question.of(call));
        synchronized (this) {
            if (byPayment.get(kept.payment()) != kept) {
                return Optional.empty();
            }
            if (!asked) {
                drop(kept.payment(), Loss.OTHER_REQUEST);
                return Optional.empty();
            }
            forget(kept);
            delivered++;
        }
        memory.adopt(kept.share());
        return Optional.of(new Delivery.Whole(
                kept.answer().status(), kept.answer().headers(), kept.answer().body(), receipt));
    }

    private synchronized @Nullable Kept find(String payment) {
        expire(clock.instant());
        return byPayment.get(payment);
    }

    /** Nothing was paid for it, and nothing will be. */
    public synchronized void unpaid(String payment) {
        drop(payment, Loss.UNPAID);
    }

    /** Answers that are kept. */
    public synchronized int count() {
        expire(clock.instant());
        return byPayment.size();
    }

    /** Bytes of memory that they take. */
    public synchronized long bytes() {
        expire(clock.instant());
        return bytes;
    }

    /** Answers that were delivered from here. */
    public synchronized long delivered() {
        return delivered;
    }

    public synchronized long lost(Loss why) {
        return lost.getOrDefault(why, 0L);
    }

    private synchronized void lose(Loss why) {
        lost.merge(why, 1L, Long::sum);
    }

    private synchronized boolean giveWay() {
        expire(clock.instant());
        boolean any = !soonestFirst.isEmpty();
        if (any) {
            drop(soonestFirst.first().payment(), Loss.MEMORY);
        }
        return any;
    }

    private void expire(Instant now) {
        while (!soonestFirst.isEmpty() && !now.isBefore(soonestFirst.first().until())) {
            drop(soonestFirst.first().payment(), Loss.EXPIRED);
        }
    }

    private void drop(String payment, Loss why) {
        Kept kept = byPayment.get(payment);
        if (kept != null) {
            forget(kept);
            kept.share().close();
            lose(why);
        }
    }

    private void forget(Kept kept) {
        byPayment.remove(kept.payment());
        soonestFirst.remove(kept);
        bytes -= kept.size();
    }

    private static long headerBytes(Delivery.Whole answer) {
        List<HeaderLine> lines = answer.headers();
        return lines.stream()
                .mapToLong(line -> line.name().length() + line.value().length())
                .sum();
    }
}
