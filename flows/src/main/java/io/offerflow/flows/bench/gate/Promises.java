package io.offerflow.flows.bench.gate;

import java.util.List;

/** What the gate promises about its speed. */
final class Promises {
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double MEBIBYTE = 1 << 20;

    private Promises() {}

    /** @param calls that worthless payments made the gate do */
    static List<Promise> of(Figures figures, long calls, Micro micro) {
        double unpaid = figures.nanos(Round.UNPAID);
        double unchecked = figures.nanos(Round.PAID) - micro.signatureNanos();
        return List.of(
                Promise.atLeast(0.85, "unpaid, share of bare Undertow", bare(figures, Round.UNPAID)),
                Promise.atLeast(0.90, "free, share of bare Undertow", bare(figures, Round.FREE)),
                Promise.atLeast(
                        0.90, "one of many offers, share of the only one", unpaid / figures.nanos(Round.ONE_OF_MANY)),
                Promise.atLeast(
                        0.90, "each of many offers, share of the only one", unpaid / figures.nanos(Round.EACH_OF_MANY)),
                Promise.atLeast(
                        0.85, "undecodable payments, share of unpaid", unpaid / figures.nanos(Round.UNDECODABLE)),
                Promise.atLeast(10_000, "wrong signatures, 1/CPU", figures.perSecond(Round.FORGED)),
                Promise.atMost(0, "facilitator calls for worthless payments", calls),
                Promise.atLeast(6_500, "paid, 1/CPU", figures.perSecond(Round.PAID)),
                Promise.atLeast(
                        0.60,
                        "paid without the signature check (%.0f µs, taken off), share of bare"
                                .formatted(micro.signatureNanos() / 1e3),
                        figures.nanos(Round.BARE + Round.PAID) / unchecked),
                Promise.atLeast(
                        0.90,
                        "unpaid while others wait, share of before",
                        figures.nanos(Round.QUIET) / figures.nanos(Round.WAITED)),
                Promise.atMost(4, "unpaid, p99 in ms (idle machine)", figures.p99Millis(Round.UNPAID)),
                Promise.atMost(15, "paid, p99 in ms (idle machine)", figures.p99Millis(Round.PAID)),
                Promise.atMost(
                        1, "one change among 100,000 offers, ms until seen", micro.changeNanos() / NANOS_PER_MILLI),
                Promise.atMost(100, "heap of 100,000 offers, MiB", micro.heapBytes() / MEBIBYTE),
                Promise.atMost(0, "measurements with unexpected answers", figures.failures()));
    }

    private static double bare(Figures figures, String name) {
        return figures.nanos(Round.BARE + name) / figures.nanos(name);
    }
}
