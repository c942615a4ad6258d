package io.offerflow.flows.bench.gate;

import java.io.PrintStream;
import java.util.Locale;

/**
 * One thing that the gate promises, and what came of it.
 *
 * @param limit the smallest good value, or the largest
 */
record Promise(String what, double measured, double limit, boolean atLeast) {

    static Promise atLeast(double limit, String what, double measured) {
        return new Promise(what, measured, limit, true);
    }

    static Promise atMost(double limit, String what, double measured) {
        return new Promise(what, measured, limit, false);
    }

    boolean met() {
        return atLeast ? measured >= limit : measured <= limit;
    }

    void print(PrintStream out) {
        out.printf(
                Locale.ROOT,
                "%-66s %10s %s %8s%s%n",
                what,
                text(measured),
                atLeast ? "≥" : "≤",
                text(limit),
                met() ? "" : "  MISSED");
    }

    private static String text(double value) {
        return value >= 1_000 ? "%,.0f".formatted(value) : "%.2f".formatted(value);
    }
}
