package io.offerflow.flows.money;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offerflow.dev.fault.ActiveRule;
import io.offerflow.dev.pay.Buyer;
import io.offerflow.dev.pay.PaymentHeader;
import io.offerflow.dev.pay.PaymentRequired;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** What buyers do while the facilitator misbehaves. A story's number and the seed decide what happens in it. */
final class Stories implements AutoCloseable {
    private static final int MAX_TRIES = 4;
    private static final String[] MISHAPS = {Goods.ERROR, Goods.INCOMPLETE};

    private final World world;
    private final Presenter presenter;
    private final Pace pace;
    private final long seed;
    private final ExecutorService copies = Executors.newVirtualThreadPerTaskExecutor();

    Stories(World world, Presenter presenter, Pace pace, long seed) {
        this.world = world;
        this.presenter = presenter;
        this.pace = pace;
        this.seed = seed;
    }

    /** One story; empty when nobody wanted to buy. */
    Optional<Purchase> tell(long number) throws Exception {
        SplittableRandom random = new SplittableRandom(seed + number);
        Counter counter = Counter.values()[random.nextInt(2)];
        int kind = random.nextInt(100);
        if (kind < 15) {
            int status = presenter.askPrice(counter);
            if (status != 402) {
                throw new AssertionError("without a payment: " + status);
            }
            return Optional.empty();
        }
        Purchase purchase = new Purchase("basket-" + number, counter, kind >= 30);
        if (kind < 30) {
            cheat(purchase, random);
        } else if (kind < 45) {
            copies(purchase, random);
        } else if (kind < 60) {
            hangUp(purchase, random);
        } else {
            buy(purchase, random, kind >= 80);
        }
        return Optional.of(purchase);
    }

    /** Does what the answers say, a few times; what is still open then is for later. */
    private void buy(Purchase purchase, SplittableRandom random, boolean replays)
            throws IOException, InterruptedException {
        Payment payment = purchase.pay(sign(purchase, random));
        List<ActiveRule> trouble = trouble(payment, random);
        try {
            Optional<String> mishap =
                    random.nextInt(6) == 0 ? Optional.of(MISHAPS[random.nextInt(2)]) : Optional.empty();
            for (int i = 0; i < MAX_TRIES && !purchase.over(); i++) {
                Heard heard =
                        presenter.present(purchase, payment, purchase.counter(), i == 0 ? mishap : Optional.empty());
                if (heard == Heard.GOODS || heard == Heard.SPENT) {
                    purchase.end();
                } else if (heard == Heard.PAY_ANEW) {
                    payment = purchase.pay(sign(purchase, random));
                }
            }
            if (replays && purchase.over()) {
                presenter.present(purchase, payment, Counter.values()[random.nextInt(2)], Optional.empty());
            }
        } finally {
            trouble.forEach(ActiveRule::close);
        }
    }

    /** The same payment several times at once, also for both offers. */
    private void copies(Purchase purchase, SplittableRandom random) throws InterruptedException, ExecutionException {
        Payment payment = purchase.pay(sign(purchase, random));
        List<ActiveRule> trouble = trouble(payment, random);
        try {
            int count = 2 + random.nextInt(5);
            boolean both = random.nextBoolean();
            List<Callable<Heard>> calls = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                Counter at = both && i % 2 == 1
                        ? Counter.values()[1 - purchase.counter().ordinal()]
                        : purchase.counter();
                calls.add(() -> presenter.present(purchase, payment, at, Optional.empty()));
            }
            for (Future<Heard> copy : copies.invokeAll(calls)) {
                if (copy.get() == Heard.GOODS) {
                    purchase.end();
                }
            }
        } finally {
            trouble.forEach(ActiveRule::close);
        }
    }

    private void hangUp(Purchase purchase, SplittableRandom random) throws IOException, InterruptedException {
        Payment payment = purchase.pay(sign(purchase, random));
        List<ActiveRule> trouble = trouble(payment, random);
        try {
            presenter.hangUp(purchase, payment, 1 + random.nextInt(40));
            if (random.nextBoolean()) {
                Heard heard = presenter.present(purchase, payment);
                if (heard == Heard.GOODS || heard == Heard.SPENT) {
                    purchase.end();
                }
            } else {
                purchase.end();
            }
        } finally {
            trouble.forEach(ActiveRule::close);
        }
    }

    /** A payment that must not buy anything. */
    private void cheat(Purchase purchase, SplittableRandom random) throws IOException, InterruptedException {
        Payment payment = purchase.pay(wrong(purchase.counter(), random));
        List<ActiveRule> trouble = trouble(payment, random);
        try {
            presenter.present(purchase, payment);
            if (random.nextInt(3) == 0) {
                presenter.present(purchase, payment);
            }
            purchase.end();
        } finally {
            trouble.forEach(ActiveRule::close);
        }
    }

    private Payment wrong(Counter counter, SplittableRandom random) {
        PaymentRequired asked = presenter.challenge(counter, 2);
        Buyer rich = presenter.rich();
        int way = random.nextInt(7);
        Payment payment = Payment.of(
                switch (way) {
                    case 0 -> rich.sign(changed(asked, accept -> accept.put("amount", "1")));
                    case 1 -> rich.sign(changed(asked, accept -> accept.put("payTo", rich.address())));
                    case 2 -> rich.sign(changed(asked, accept -> accept.put("maxTimeoutSeconds", 2)));
                    case 3 -> presenter.poor().sign(asked);
                    case 4 -> forged(rich.sign(asked), rich.sign(asked));
                    case 5 -> understated(rich, asked);
                    default -> rich.sign(asked);
                });
        return way == 6 ? payment.garbled() : payment;
    }

    private static PaymentRequired changed(PaymentRequired asked, Consumer<ObjectNode> change) {
        ObjectNode challenge = asked.challenge().deepCopy();
        change.accept((ObjectNode) challenge.at("/accepts/0"));
        return new PaymentRequired(challenge);
    }

    /** Says that it pays what is asked for, and signs less. */
    private static PaymentHeader understated(Buyer buyer, PaymentRequired asked) {
        ObjectNode payment =
                buyer.sign(changed(asked, accept -> accept.put("amount", "1"))).payment();
        payment.set("accepted", asked.challenge().at("/accepts/0"));
        return PaymentHeader.of(payment);
    }

    /** A payment with the signature of another one. */
    private static PaymentHeader forged(PaymentHeader header, PaymentHeader other) {
        ObjectNode payment = header.payment();
        ((ObjectNode) payment.path("payload"))
                .put("signature", other.payment().at("/payload/signature").asText());
        return PaymentHeader.of(payment);
    }

    /** After the troubles: whoever still waits for his goods asks again, with the same payment as long as it may be good. */
    void finish(Purchase purchase) throws IOException, InterruptedException {
        for (int i = 0; i < MAX_TRIES && !purchase.over(); i++) {
            Payment payment = purchase.payments().getLast();
            Optional<String> status = payment.status();
            if (status.isPresent()) {
                String told = presenter.status(purchase.counter(), status.get());
                if (told.contains("\"unknown\"") || told.contains("\"settling\"")) {
                    throw new AssertionError("still not known: " + told);
                }
            }
            Heard heard = presenter.present(purchase, payment);
            if (heard == Heard.GOODS || heard == Heard.SPENT) {
                purchase.end();
            } else if (heard == Heard.PAY_ANEW) {
                PaymentRequired asked = presenter.challenge(purchase.counter(), 2);
                purchase.pay(Payment.of(presenter.rich().sign(asked)));
            }
        }
    }

    private Payment sign(Purchase purchase, SplittableRandom random) {
        int version = random.nextInt(4) == 0 ? 1 : 2;
        return Payment.of(presenter.rich().sign(presenter.challenge(purchase.counter(), version)));
    }

    private List<ActiveRule> trouble(Payment payment, SplittableRandom random) {
        int some = random.nextInt(10) < 6 ? 0 : 1 + random.nextInt(2);
        return Stream.generate(() -> Trouble.any(random, pace.late()))
                .limit(some)
                .map(trouble -> world.faults().add(trouble.of(payment.nonce())))
                .toList();
    }

    @Override
    public void close() {
        copies.shutdownNow();
    }
}
