package io.offerflow.flows.bench;

import java.util.List;

/** Measured values of one kind, at least one. */
record Samples(List<Long> sorted) {

    Samples {
        if (sorted.isEmpty()) {
            throw new IllegalArgumentException("nothing was measured");
        }
        sorted = sorted.stream().sorted().toList();
    }

    long median() {
        return quantile(0.5);
    }

    long p99() {
        return quantile(0.99);
    }

    long max() {
        return sorted.getLast();
    }

    /** The smallest value that at least this share of all values does not exceed. */
    private long quantile(double share) {
        return sorted.get((int) Math.ceil(share * sorted.size()) - 1);
    }
}
