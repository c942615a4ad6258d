package io.offerflow.flows.bench.gate;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;

/** What was measured, by case; told as medians. */
final class Figures {
    private static final double NANOS = 1e9;

    private final Map<String, List<Measured>> all = new LinkedHashMap<>();

    /**
     * @param nanos processor time of the server for one request: what others on the machine use does not count
     * @param unexpected answers of another kind than the case's
     */
    record Measured(Wrk.Result load, long nanos, long unexpected) {}

    void add(String name, Measured measured) {
        all.computeIfAbsent(name, key -> new ArrayList<>()).add(measured);
        if (measured.unexpected() > 0 || !measured.load().broken().isEmpty()) {
            System.out.println(name + ": " + measured.unexpected() + " unexpected answers "
                    + measured.load().broken());
        }
    }

    /** Processor time of one request, nanoseconds. */
    double nanos(String name) {
        return median(name, Measured::nanos);
    }

    /** Requests that a second of processor time is enough for. */
    double perSecond(String name) {
        return NANOS / nanos(name);
    }

    double p99Millis(String name) {
        return median(name, m -> m.load().p99Micros()) / 1e3;
    }

    long failures() {
        return all.values().stream()
                .flatMap(List::stream)
                .filter(m -> m.unexpected() > 0 || !m.load().broken().isEmpty())
                .count();
    }

    void print(PrintStream out) {
        out.printf(Locale.ROOT, "%-28s %10s %14s %9s %12s%n", "", "req/s", "1/CPU, req/s", "p99 ms", "CPU µs/req");
        for (String name : all.keySet()) {
            out.printf(
                    Locale.ROOT,
                    "%-28s %10d %14.0f %9.2f %12.1f%n",
                    name,
                    median(name, m -> m.load().rate()),
                    perSecond(name),
                    p99Millis(name),
                    nanos(name) / 1e3);
        }
    }

    private long median(String name, ToLongFunction<Measured> value) {
        List<Measured> measured = all.getOrDefault(name, List.of());
        if (measured.isEmpty()) {
            throw new IllegalArgumentException("nothing was measured of " + name);
        }
        return measured.stream().mapToLong(value).sorted().toArray()[measured.size() / 2];
    }
}
