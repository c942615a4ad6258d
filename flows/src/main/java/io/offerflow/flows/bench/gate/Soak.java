package io.offerflow.flows.bench.gate;

import io.offerflow.flows.bench.gate.StubFacilitator.Calls;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Paid load on a gate with little memory, until the time is over or something goes wrong. */
record Soak(int connections, Path folder) {
    /** Each stretch gets payments of its own, made while the stretch before it runs. */
    private static final int STRETCH_SECONDS = 10;

    private static final int PAYMENTS_PER_SECOND = 12_000;

    /**
     * @param answers to payments
     * @param failures answers other than 200, and stretches in which connections broke
     * @param settled calls at the facilitator
     */
    record Outcome(long answers, long failures, long settled) {
        List<Promise> promises(Duration time) {
            return List.of(
                    Promise.atLeast(1, "payments in " + time.toSeconds() + " s of soaking", answers),
                    Promise.atMost(0, "failures among them", failures),
                    // Those in flight when a stretch ended have one too.
                    Promise.atLeast(answers, "settlements of them at the facilitator", settled));
        }
    }

    Outcome run(Duration time) throws IOException, InterruptedException {
        try (Pinned stub = Pinned.start(Pinned.OTHERS, StubFacilitator.class, Map.of(), List.of());
                Pinned gate = GateProcess.start(1, StubFacilitator.url(stub), folder)) {
            Instant end = Instant.now().plus(time);
            Wrk load = new Wrk(connections, STRETCH_SECONDS);
            Outcome sum = new Outcome(0, 0, 0);
            Case next = payments(gate, 0);
            for (int stretch = 1; Instant.now().isBefore(end) && gate.isAlive(); stretch++) {
                int following = stretch;
                Background<Case> prepared = Background.start(() -> payments(gate, following));
                sum = plus(sum, load.run(next, gate));
                next = prepared.result();
            }
            Calls calls = StubFacilitator.calls(stub);
            return new Outcome(sum.answers, sum.failures + (gate.isAlive() ? 0 : 1), calls.settled());
        }
    }

    private static Outcome plus(Outcome sum, Wrk.Result result) {
        long failures = result.unexpected(200) + (result.broken().isEmpty() ? 0 : 1);
        if (failures > 0) {
            System.out.println("soak: " + failures + " failures " + result.broken());
        }
        return new Outcome(sum.answers + result.total(), sum.failures + failures, 0);
    }

    /** Two files in turn: one is read while the other is written. Each of a mint of its own, since payments expire. */
    private Case payments(Pinned gate, int stretch) throws IOException, InterruptedException {
        Path file = folder.resolve("payments-" + stretch % 2);
        return Case.UNPAID
                .answered(200)
                .scripted(Script.payments(file, Mint.at(gate), STRETCH_SECONDS * PAYMENTS_PER_SECOND));
    }
}
