package io.offerflow.flows.bench.gate;

import io.offerflow.flows.bench.gate.Figures.Measured;
import java.io.IOException;

/** Loads a server and notes what a request cost it. */
record Meter(Wrk load, Figures figures) {
    /** Until then the JIT compiler is at work, whatever share of the machine it gets. */
    private static final long WARM_REQUESTS = 100_000;
    /** It also is as long as a run gets cheaper by more than one part in so many. */
    private static final int GAIN = 33;

    private static final int WARM_RUNS = 12;

    /** What to ask, made anew for each run: some requests are good only once. */
    interface Asked {
        Case next() throws IOException, InterruptedException;
    }

    void measure(String name, Pinned server, Asked asked) throws IOException, InterruptedException {
        long answered = 0;
        long cheapest = Long.MAX_VALUE;
        for (int i = 0; i < WARM_RUNS; i++) {
            Cost run = run(server, asked.next());
            answered += run.result().total();
            if (answered >= WARM_REQUESTS && run.nanos() > cheapest - cheapest / GAIN) {
                break;
            }
            cheapest = Math.min(cheapest, run.nanos());
        }
        measureWarm(name, server, asked.next());
    }

    void measureWarm(String name, Pinned server, Case asked) throws IOException, InterruptedException {
        Cost run = run(server, asked);
        figures.add(name, new Measured(run.result(), run.nanos(), run.result().unexpected(asked.status())));
    }

    /** @param nanos of processor time, a request */
    private record Cost(Wrk.Result result, long nanos) {}

    private Cost run(Pinned server, Case asked) throws IOException, InterruptedException {
        long before = server.cpuNanos();
        Wrk.Result result = load.run(asked, server);
        return new Cost(result, (server.cpuNanos() - before) / Math.max(1, result.total()));
    }
}
