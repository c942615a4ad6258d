package io.offerflow.flows.bench.gate;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.ToLongFunction;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How close the gate comes to the server it stands on. */
@Command(
        name = "gate",
        description = {
            "Measures the verifier on one core beside a bare Undertow that sends the same bytes, with wrk on another core, in turns.",
            "Prints medians. The ratio is of processor time for one request, which says the same on a busy machine as on an idle one."
        },
        mixinStandardHelpOptions = true)
public final class GateBench implements Callable<Integer> {
    private static final String UNPAID = "unpaid 402";
    private static final String FREE = "free 200";
    private static final String GARBAGE = "undecodable payment";
    private static final String MANY = "unpaid 402 of many";

    @Option(names = "--seconds", defaultValue = "5", description = "of each measurement (${DEFAULT-VALUE})")
    private int seconds;

    @Option(names = "--rounds", defaultValue = "3", description = "measurements of each kind (${DEFAULT-VALUE})")
    private int rounds;

    @Option(names = "--connections", defaultValue = "64", description = "(${DEFAULT-VALUE})")
    private int connections;

    @Option(names = "--offers", defaultValue = "10000", description = "offers in the case of many (${DEFAULT-VALUE})")
    private int offers;

    @Option(names = "--strict", description = "exit with 1 when a promised ratio is missed")
    private boolean strict;

    /** What is asked, and which share of the bare server's rate is promised. */
    private record Case(String name, String path, Map<String, String> headers, String limit) {}

    private static final List<Case> CASES = List.of(
            new Case(UNPAID, "/verify/bench/s0", Map.of("X-Forwarded-Uri", "/services/s0/data"), "0.85"),
            new Case(FREE, "/verify", Map.of("X-Forwarded-Uri", "/free"), "0.90"),
            new Case(
                    GARBAGE,
                    "/verify/bench/s0",
                    Map.of("X-Forwarded-Uri", "/services/s0/data", "PAYMENT-SIGNATURE", "!!!this-is-no-payment!!!"),
                    "0.72"));

    /** @param nanos processor time of the server for one request: what others on the machine use does not count */
    private record Measured(Wrk.Result load, long nanos) {}

    private final Map<String, List<Measured>> ours = new LinkedHashMap<>();
    private final Map<String, List<Measured>> bare = new LinkedHashMap<>();

    public static void main(String[] args) {
        System.exit(new CommandLine(new GateBench()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Optional<String> absence = Wrk.absence();
        if (absence.isPresent()) {
            System.out.println("left out: " + absence.get());
            return strict ? 1 : 0;
        }
        Path folder = Files.createTempDirectory("gate-bench");
        for (int round = 0; round < rounds; round++) {
            Path answers = folder.resolve("answers.json");
            try (Pinned gate = Pinned.start(0, GateProcess.class, Map.of(), List.of("1", folder.toString()))) {
                learn(gate, answers);
                measure(gate, CASES, ours);
            }
            try (Pinned server = Pinned.start(0, BareProcess.class, Map.of(), List.of(answers.toString()))) {
                measure(server, CASES.subList(0, 2), bare);
            }
            try (Pinned gate = Pinned.start(
                    0, GateProcess.class, Map.of(), List.of(Integer.toString(offers), folder.toString()))) {
                Case first = CASES.getFirst();
                String last = "s" + (offers - 1);
                measure(
                        gate,
                        List.of(new Case(
                                MANY,
                                "/verify/bench/" + last,
                                Map.of("X-Forwarded-Uri", "/services/" + last + "/data"),
                                first.limit())),
                        ours);
            }
        }
        return print() || !strict ? 0 : 1;
    }

    private static void learn(Pinned gate, Path answers) throws IOException, InterruptedException {
        Map<String, Mimicry> learned = new LinkedHashMap<>();
        for (Case each : CASES.subList(0, 2)) {
            learned.put(each.headers().get("X-Forwarded-Uri"), Mimicry.of(url(gate, each), each.headers()));
        }
        Mimicry.write(answers, learned);
    }

    private static URI url(Pinned server, Case asked) {
        return URI.create("http://127.0.0.1:" + server.port() + asked.path());
    }

    private void measure(Pinned server, List<Case> cases, Map<String, List<Measured>> into)
            throws IOException, InterruptedException {
        Wrk load = new Wrk(connections, seconds);
        for (Case each : cases) {
            String target = url(server, each).toString();
            load.run(target, each.headers(), List.of());
            long before = server.cpuNanos();
            Wrk.Result result = load.run(target, each.headers(), List.of());
            into.computeIfAbsent(each.name(), name -> new ArrayList<>())
                    .add(new Measured(result, (server.cpuNanos() - before) / Math.max(1, result.total())));
        }
    }

    private boolean print() {
        boolean met = true;
        System.out.printf(
                Locale.ROOT,
                "%-24s %9s %9s %8s %10s %10s %6s %6s%n",
                "",
                "req/s",
                "bare",
                "p99 µs",
                "CPU ns/req",
                "bare",
                "ratio",
                "limit");
        for (Case each : CASES) {
            met &= print(each.name(), each.name().equals(GARBAGE) ? UNPAID : each.name(), each.limit());
        }
        return met & print(MANY, UNPAID, "0.77");
    }

    private boolean print(String name, String bareName, String limit) {
        List<Measured> our = ours.get(name);
        List<Measured> bound = bare.get(bareName);
        long cost = median(our, Measured::nanos);
        long least = median(bound, Measured::nanos);
        double ratio = (double) least / cost;
        boolean met = ratio >= Double.parseDouble(limit);
        System.out.printf(
                Locale.ROOT,
                "%-24s %9d %9d %8d %10d %10d %6.2f %6s%s%n",
                name,
                median(our, m -> m.load().rate()),
                median(bound, m -> m.load().rate()),
                median(our, m -> m.load().p99Micros()),
                cost,
                least,
                ratio,
                limit,
                met ? "" : "  MISSED");
        return met;
    }

    private static long median(List<Measured> all, ToLongFunction<Measured> value) {
        return all.stream().mapToLong(value).sorted().toArray()[all.size() / 2];
    }
}
