package io.offerflow.flows.bench.gate;

import io.offerflow.flows.bench.gate.Figures.Measured;
import java.io.IOException;

/** Loads a server and notes what a request cost it. */
record Meter(Wrk load, Figures figures) {
    /** Until then the JIT compiler is at work, whatever share of the machine it gets. */
    private static final long WARM_REQUESTS = 100_000;

    private static final int WARM_RUNS = 10;

    /** What to ask, made anew for each run: some requests are good only once. */
    interface Asked {
        Case next() throws IOException, InterruptedException;
    }

    void measure(String name, Pinned server, Asked asked) throws IOException, InterruptedException {
        long answered = 0;
        for (int i = 0; i < WARM_RUNS && answered < WARM_REQUESTS; i++) {
            answered += load.run(asked.next(), server).total();
        }
        measureWarm(name, server, asked.next());
    }

    void measureWarm(String name, Pinned server, Case asked) throws IOException, InterruptedException {
        long before = server.cpuNanos();
        Wrk.Result result = load.run(asked, server);
        long nanos = (server.cpuNanos() - before) / Math.max(1, result.total());
        figures.add(name, new Measured(result, nanos, result.unexpected(asked.status())));
    }
}
