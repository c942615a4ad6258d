package io.offerflow.verifier.pay;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

/** Says what a test tells it and counts what it is asked. */
final class ScriptedFacilitator implements Facilitator {
    final List<Order> verified = new CopyOnWriteArrayList<>();
    final List<Order> settled = new CopyOnWriteArrayList<>();
    final List<String> again = new CopyOnWriteArrayList<>();
    static final URI SELF = URI.create("http://127.0.0.1:1");
    private volatile Supplier<Verification> verification = () -> new Verification.Valid(SELF);
    private volatile Supplier<Settlement> settlement =
            () -> new Settlement.Settled("0x" + Integer.toHexString(settled.size()));
    private volatile CountDownLatch gate = new CountDownLatch(0);

    void onVerify(Supplier<Verification> answer) {
        verification = answer;
    }

    void onSettle(Supplier<Settlement> answer) {
        settlement = answer;
    }

    CountDownLatch holdSettlements() {
        gate = new CountDownLatch(1);
        return gate;
    }

    @Override
    public Verification verify(Order order) {
        verified.add(order);
        return verification.get();
    }

    @Override
    public Settlement settle(Order order) {
        settled.add(order);
        try {
            gate.await();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return new Settlement.Unknown("the gate is stopping", "");
        }
        return settlement.get();
    }

    @Override
    public Settlement settleAgain(URI facilitator, byte[] body) {
        again.add(new String(body, StandardCharsets.UTF_8));
        return settlement.get();
    }
}
