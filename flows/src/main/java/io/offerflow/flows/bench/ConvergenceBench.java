package io.offerflow.flows.bench;

import io.offerflow.api.Ref;
import io.offerflow.dev.stack.ProcessRoles.Role;
import io.offerflow.flows.real.RealStack;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** From the creation of a custom resource to its first 402 and to Ready, on real servers with processes of their own. */
@Command(
        name = "convergence",
        description = {
            "Measures how fast offers converge on a real API server and a real Temporal server, beside the promised limits.",
            "They are promised for an idle machine of two cores: times say little while others work on it."
        },
        mixinStandardHelpOptions = true)
public final class ConvergenceBench implements Callable<Integer> {
    private static final int WARM_UP = 20;
    private static final int WOKEN = 20;
    private static final int EVENTS_FIRST = 30;
    private static final int EVENTS_UNCHANGED = 6;
    private static final int WORKER_MIB = 512;
    private static final long BURST_LIMIT_MILLIS = 90_000;
    private static final int BURST_OF_LIMIT = 1_000;
    private static final Duration PACE = Duration.ofSeconds(1);

    @Option(names = "--offers", defaultValue = "300", description = "offers one a second (${DEFAULT-VALUE})")
    private int offers;

    @Option(
            names = "--burst",
            defaultValue = "1000",
            description = "offers at once; the time limit grows with them (${DEFAULT-VALUE})")
    private int burst;

    @Option(names = "--strict", description = "exit with 1 when a limit is missed")
    private boolean strict;

    public static void main(String[] args) {
        System.exit(new CommandLine(new ConvergenceBench()).execute(args));
    }

    @Override
    public Integer call() throws InterruptedException {
        Optional<String> absence = RealStack.absence();
        if (absence.isPresent()) {
            System.out.println("left out: " + absence.get());
            return strict ? 1 : 0;
        }
        try (RealStack real = RealStack.start(Optional.empty(), ConvergenceBench::tell);
                Market market = new Market(real)) {
            Table table = new Table();
            measure(real, market, table);
            table.print(System.out);
            return strict && table.missed() ? 1 : 0;
        }
    }

    private void measure(RealStack real, Market market, Table table) throws InterruptedException {
        OneByOne warmUp = new OneByOne(market, PACE.dividedBy(4));
        warmUp.run(named("warm", WARM_UP));
        tell("warm", WARM_UP + " offers");

        List<Ref> followed = named("one", offers);
        oneByOne(new OneByOne(market, PACE).run(followed), table);

        try (Histories histories = new Histories(real.stack().temporal().stubs())) {
            histories(histories, followed, table);
        }

        burst(real, market, table);
        memory(real, table);
    }

    private void burst(RealStack real, Market market, Table table) throws InterruptedException {
        List<Ref> all = named("burst", burst);
        AllAtOnce.Times times = new AllAtOnce(market).run(all);
        tell("burst", burst + " offers were created in " + times.created() + " ms");
        table.add(burst + " at once: all Ready", times.ready(), BURST_LIMIT_MILLIS * burst / BURST_OF_LIMIT, "ms");
        try (Histories histories = new Histories(real.stack().temporal().stubs())) {
            Samples events = new Samples(histories.settled(all));
            table.add(burst + " at once: events, median", events.median(), EVENTS_FIRST, "");
            table.add(burst + " at once: events, max", events.max(), 0, "");
        }
    }

    private static void oneByOne(List<OneByOne.Times> times, Table table) {
        Samples priced = new Samples(times.stream().map(OneByOne.Times::priced).toList());
        table.add("created to first 402, median", priced.median(), 300, "ms");
        table.add("created to first 402, p99", priced.p99(), 1_000, "ms");
        table.add("created to first 402, max", priced.max(), 0, "ms");
        Samples ready = new Samples(times.stream().map(OneByOne.Times::ready).toList());
        table.add("created to Ready, median", ready.median(), 1_000, "ms");
        table.add("created to Ready, p99", ready.p99(), 3_000, "ms");
        table.add("created to Ready, max", ready.max(), 0, "ms");
        tell(
                "one a second",
                times.size() + " offers, " + priced.median() + " ms to 402, " + ready.median() + " ms to Ready");
    }

    private static void histories(Histories histories, List<Ref> followed, Table table) {
        List<Long> first = histories.settled(followed);
        Samples convergence = new Samples(first);
        table.add("events of a first convergence, median", convergence.median(), EVENTS_FIRST, "");
        table.add("events of a first convergence, max", convergence.max(), 0, "");

        List<Ref> woken = followed.subList(0, Math.min(WOKEN, followed.size()));
        List<Long> before = first.subList(0, woken.size());
        woken.forEach(histories::wake);
        List<Long> after = histories.settled(woken);
        Samples unchanged = new Samples(IntStream.range(0, woken.size())
                .mapToObj(i -> after.get(i) - before.get(i))
                .toList());
        table.add("events of an unchanged wake-up, median", unchanged.median(), EVENTS_UNCHANGED, "");
        table.add("events of an unchanged wake-up, max", unchanged.max(), 0, "");
    }

    private static void memory(RealStack real, Table table) {
        for (Role role : Role.values()) {
            Memory.peakMiB(real.roles().pid(role))
                    .ifPresent(peak -> table.add(
                            role.name().toLowerCase(Locale.ROOT) + ", most resident memory",
                            peak,
                            role == Role.WORKER ? WORKER_MIB : 0,
                            "MiB"));
        }
    }

    private static List<Ref> named(String prefix, int count) {
        List<Ref> refs = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            refs.add(Market.offer(prefix + "-" + i));
        }
        return refs;
    }

    private static void tell(String what, String detail) {
        System.out.printf(Locale.ROOT, "%-12s %s%n", what, detail);
    }
}
