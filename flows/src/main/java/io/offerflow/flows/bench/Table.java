package io.offerflow.flows.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Measured values beside what is promised. */
final class Table {
    private record Row(String what, long value, long limit, String unit) {
        double ratio() {
            return (double) value / limit;
        }
    }

    private final List<Row> rows = new ArrayList<>();

    /** @param limit the largest value that is good; 0 for a value that is only told */
    void add(String what, long value, long limit, String unit) {
        rows.add(new Row(what, value, limit, unit));
    }

    boolean missed() {
        return rows.stream().anyMatch(row -> row.limit() > 0 && row.value() > row.limit());
    }

    void print(PrintStream out) {
        out.printf(Locale.ROOT, "%-44s %12s %12s %7s%n", "", "measured", "limit", "ratio");
        for (Row row : rows) {
            String value = row.value() + " " + row.unit();
            if (row.limit() == 0) {
                out.printf(Locale.ROOT, "%-44s %12s%n", row.what(), value);
            } else {
                out.printf(
                        Locale.ROOT,
                        "%-44s %12s %12s %7.2f%s%n",
                        row.what(),
                        value,
                        row.limit() + " " + row.unit(),
                        row.ratio(),
                        row.ratio() > 1 ? "  MISSED" : "");
            }
        }
    }
}
