package io.offerflow.verifier.pay;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One payment on its way, and those who wait for it: who presented it, and copies that joined. At most one of them gets the delivery, and it
 * is decided who before the ledger writes that it is taken.
 */
final class PaymentRun {
    /** Copies that may wait; more than any client retries, and few enough to cost nothing. */
    private static final int MAX_WAITING = 32;

    private final Examined payment;
    private final PayerProof proof;
    private final Fulfilment work;
    private final String name;
    private final CompletableFuture<End> end = new CompletableFuture<>();
    private final Deque<Ticket> waiting = new ArrayDeque<>();
    private volatile String id = "";

    /** One who waits. */
    static final class Ticket {}

    /** @param name of this run among all of all replicas: the ledger keeps it as the one that got the delivery */
    PaymentRun(Examined payment, PayerProof proof, Fulfilment work, String name) {
        this.payment = payment;
        this.proof = proof;
        this.work = work;
        this.name = name;
    }

    /** What is to be done before money moves. */
    Fulfilment work() {
        return work;
    }

    PayerProof proof() {
        return proof;
    }

    String name() {
        return name;
    }

    Examined payment() {
        return payment;
    }

    /** The ledger's id; empty until it is reserved. */
    String id() {
        return id;
    }

    void reserved(String given) {
        id = given;
    }

    /** Empty when too many wait already. */
    synchronized Optional<Ticket> join() {
        if (waiting.size() >= MAX_WAITING) {
            return Optional.empty();
        }
        Ticket ticket = new Ticket();
        waiting.add(ticket);
        return Optional.of(ticket);
    }

    synchronized boolean awaited() {
        return !waiting.isEmpty();
    }

    /** Chooses who gets the delivery: whoever has waited longest. From then on he cannot leave. Empty when nobody waits. */
    synchronized Optional<Ticket> choose() {
        return Optional.ofNullable(waiting.poll());
    }

    /** False when the ticket was chosen: then the end must be awaited. */
    private synchronized boolean leave(Ticket ticket) {
        return waiting.remove(ticket);
    }

    void finish(End reached) {
        end.complete(reached);
    }

    void fail(Throwable defect) {
        end.completeExceptionally(defect);
    }

    /** The end, or empty when it took too long for this one; the run goes on. A chosen one waits on: for the ledger's word only. */
    Optional<End> await(Ticket ticket, Duration patience) {
        try {
            return Optional.of(end.get(patience.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException late) {
            return leave(ticket) ? Optional.empty() : Optional.of(end.join());
        } catch (InterruptedException stopping) {
            boolean left = leave(ticket);
            Optional<End> known = left ? Optional.empty() : Optional.of(end.join());
            Thread.currentThread().interrupt();
            return known;
        } catch (ExecutionException defect) {
            throw new IllegalStateException("carrying out a payment failed", defect.getCause());
        }
    }
}
