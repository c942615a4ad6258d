package io.offerflow.flows.bench.gate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Every case once: each server alone on its core, one after the other, so that a noisy machine is noisy for all. */
final class Round {
    static final String UNPAID = "unpaid";
    static final String FREE = "free";
    static final String UNDECODABLE = "undecodable payment";
    static final String FORGED = "wrong signature";
    static final String PAID = "paid";
    static final String QUIET = "unpaid, before others wait";
    static final String WAITED = "unpaid, while others wait";
    static final String ONE_OF_MANY = "unpaid, one of many";
    static final String EACH_OF_MANY = "unpaid, each of many";
    static final String BARE = "bare ";

    /** More than any gate takes on one core. */
    private static final int PAYMENTS_PER_SECOND = 15_000;

    private static final int SLOW_MILLIS = 3_000;
    private static final int WAITING = 256;

    private final Meter meter;
    private final int offers;
    private final Path folder;
    private final Path answers;
    private final Path paidAnswer;
    private final Path order;

    /**
     * @param offers in the cases of many
     * @param folder for files of the servers
     */
    Round(Meter meter, int offers, Path folder) {
        this.meter = meter;
        this.offers = offers;
        this.folder = folder;
        this.answers = folder.resolve("answers.json");
        this.paidAnswer = folder.resolve("paid-answer.json");
        this.order = folder.resolve("order.json");
    }

    /** Returns how often worthless payments made the gate call its facilitator. */
    long run() throws IOException, InterruptedException {
        try (Pinned stub = Pinned.start(Pinned.OTHERS, StubFacilitator.class, Map.of(), List.of())) {
            long calls = one(stub);
            many(stub);
            bare(stub);
            return calls;
        }
    }

    private long one(Pinned stub) throws IOException, InterruptedException {
        try (Pinned gate = GateProcess.start(1, StubFacilitator.url(stub), folder)) {
            meter.measure(UNPAID, gate, () -> Case.UNPAID);
            meter.measure(FREE, gate, () -> Case.FREE);
            meter.measure(UNDECODABLE, gate, () -> Case.UNDECODABLE);
            meter.measure(
                    FORGED,
                    gate,
                    () -> Case.UNPAID.with(Case.PAYMENT_HEADER, Mint.at(gate).forgery()));
            long calls = StubFacilitator.calls(stub).all();
            meter.measure(PAID, gate, () -> payments("payments", gate));
            waiting(gate, stub);
            Mimicry.learn(answers, gate, List.of(Case.UNPAID, Case.FREE));
            Mint mint = Mint.at(gate);
            Mimicry.learn(paidAnswer, gate, List.of(Case.UNPAID.with(Case.PAYMENT_HEADER, mint.payment())));
            Files.writeString(order, mint.order().toString());
            return calls;
        }
    }

    /** What those who do not pay notice of those who wait for a slow facilitator. */
    private void waiting(Pinned gate, Pinned stub) throws IOException, InterruptedException {
        meter.measureWarm(QUIET, gate, Case.UNPAID);
        Case buying = payments("waiting", gate);
        long calls = StubFacilitator.calls(stub).all();
        StubFacilitator.delay(stub, SLOW_MILLIS);
        Wrk buyers = new Wrk(WAITING, meter.load().seconds() + 2 * SLOW_MILLIS / 1_000);
        Background<Wrk.Result> bought = Background.start(() -> buyers.run(buying, gate));
        while (StubFacilitator.calls(stub).all() < calls + WAITING) {
            Thread.sleep(20);
        }
        meter.measureWarm(WAITED, gate, Case.UNPAID);
        bought.result();
        StubFacilitator.delay(stub, 0);
    }

    private void many(Pinned stub) throws IOException, InterruptedException {
        try (Pinned gate = GateProcess.start(offers, StubFacilitator.url(stub), folder)) {
            meter.measure(ONE_OF_MANY, gate, () -> Case.of(offers - 1));
            meter.measure(EACH_OF_MANY, gate, () -> Case.UNPAID.scripted(Script.offers(folder, offers)));
        }
    }

    private void bare(Pinned stub) throws IOException, InterruptedException {
        List<String> paid =
                List.of(paidAnswer.toString(), StubFacilitator.url(stub).toString(), order.toString());
        try (Pinned server = Pinned.start(Pinned.SERVER, BarePaidProcess.class, Map.of(), paid)) {
            meter.measure(BARE + PAID, server, () -> Case.UNPAID.answered(200));
        }
        try (Pinned server = Pinned.start(Pinned.SERVER, BareProcess.class, Map.of(), List.of(answers.toString()))) {
            meter.measure(BARE + UNPAID, server, () -> Case.UNPAID);
            meter.measure(BARE + FREE, server, () -> Case.FREE);
        }
    }

    /** Fresh ones each time, since they expire. */
    private Case payments(String file, Pinned gate) throws IOException, InterruptedException {
        int count = PAYMENTS_PER_SECOND * meter.load().seconds();
        return Case.UNPAID.answered(200).scripted(Script.payments(folder.resolve(file), Mint.at(gate), count));
    }
}
