package io.offerflow.flows.money;

import java.util.ArrayList;
import java.util.List;

/** What one buyer wants once, at one counter, and the payments that he made for it, one after the other. */
final class Purchase {
    private final String basket;
    private final Counter counter;
    private final boolean honest;
    private final List<Payment> payments = new ArrayList<>();
    private boolean over;

    /** @param honest the buyer pays as he is asked to; others get nothing and lose nothing */
    Purchase(String basket, Counter counter, boolean honest) {
        this.basket = basket;
        this.counter = counter;
        this.honest = honest;
    }

    String basket() {
        return basket;
    }

    Counter counter() {
        return counter;
    }

    boolean honest() {
        return honest;
    }

    List<Payment> payments() {
        return payments;
    }

    /** The buyer has what he wants, or gave up. */
    boolean over() {
        return over;
    }

    void end() {
        over = true;
    }

    Payment pay(Payment payment) {
        payments.add(payment);
        return payment;
    }

    long deliveries() {
        return payments.stream().mapToLong(Payment::deliveries).sum();
    }

    boolean hungUp() {
        return payments.stream().anyMatch(payment -> payment.anyHeard(Heard.NOTHING));
    }
}
