package io.offerflow.dev.demo;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;

/** Prints what happens with the milliseconds since the start and since the last line. */
public final class Story {
    private final PrintStream out;
    private final LongSupplier nanos;
    private final long start;
    private long last;

    /**
     * @param nanos a monotonic clock
     */
    public Story(PrintStream out, LongSupplier nanos) {
        this.out = out;
        this.nanos = nanos;
        this.start = nanos.getAsLong();
        this.last = start;
    }

    public void tell(String what, String detail) {
        long now = nanos.getAsLong();
        out.printf(
                Locale.ROOT,
                "%7d ms  %+6d  %-11s %s%n",
                (now - start) / 1_000_000,
                (now - last) / 1_000_000,
                what,
                detail);
        last = now;
    }

    public void say(String line) {
        out.println(line);
    }

    /** Milliseconds since the start. */
    public long elapsed() {
        return (nanos.getAsLong() - start) / 1_000_000;
    }
}
