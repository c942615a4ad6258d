package io.offerflow.flows.bench.gate;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The load generator wrk, on the second core. */
record Wrk(int connections, int seconds) {
    /** Longer than any answer may take: a slow one is a figure, not an error. */
    private static final int TIMEOUT_SECONDS = 60;

    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
    private static final Pattern P99 = Pattern.compile("99%\\s+([0-9.]+)(us|ms|s)");
    private static final Pattern OTHER = Pattern.compile("Non-2xx or 3xx responses:\\s+([0-9]+)");
    private static final Pattern TOTAL = Pattern.compile("([0-9]+) requests in");
    private static final Pattern BROKEN = Pattern.compile("Socket errors: (.*)");

    /**
     * @param rate answers a second
     * @param p99Micros latency
     * @param total answers
     * @param ok answers of 2xx and 3xx
     * @param broken connections that failed, in wrk's words; empty for none
     */
    record Result(long rate, long p99Micros, long total, long ok, String broken) {
        /** Answers of another kind than the status's. */
        long unexpected(int status) {
            return status < 400 ? total - ok : ok;
        }
    }

    /** Why it cannot be used here; empty when it can. */
    static Optional<String> absence() {
        return List.of("wrk", "taskset").stream()
                .filter(tool -> !onPath(tool))
                .findFirst()
                .map(tool -> tool + " is not on PATH (Debian: apt-get install wrk util-linux)");
    }

    Result run(Case asked, Pinned server) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("taskset", "-c", "1", "wrk", "-t1", "-c" + connections));
        command.addAll(List.of("-d" + seconds + "s", "--latency", "--timeout", TIMEOUT_SECONDS + "s"));
        asked.headers().forEach((name, value) -> command.addAll(List.of("-H", name + ": " + value)));
        asked.script().ifPresent(script -> command.addAll(List.of("-s", script.file())));
        command.add(asked.url(server).toString());
        asked.script().ifPresent(script -> command.addAll(List.of("--", script.argument())));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("wrk failed: " + out);
        }
        long total = find(TOTAL, out).map(Long::parseLong).orElse(0L);
        return new Result(
                new BigDecimal(find(RATE, out).orElseThrow()).longValue(),
                micros(out),
                total,
                total - find(OTHER, out).map(Long::parseLong).orElse(0L),
                find(BROKEN, out).orElse(""));
    }

    private static long micros(String out) {
        Matcher match = P99.matcher(out);
        if (!match.find()) {
            throw new IllegalArgumentException("wrk told no latency: " + out);
        }
        long unit =
                switch (match.group(2).toLowerCase(Locale.ROOT)) {
                    case "us" -> 1;
                    case "ms" -> 1_000;
                    default -> 1_000_000;
                };
        return new BigDecimal(match.group(1)).multiply(BigDecimal.valueOf(unit)).longValue();
    }

    private static Optional<String> find(Pattern pattern, String out) {
        Matcher match = pattern.matcher(out);
        return match.find() ? Optional.of(match.group(1)) : Optional.empty();
    }

    private static boolean onPath(String tool) {
        return List.of(System.getenv().getOrDefault("PATH", "").split(":")).stream()
                .anyMatch(folder -> new java.io.File(folder, tool).canExecute());
    }
}
