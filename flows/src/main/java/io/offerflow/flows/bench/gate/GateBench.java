package io.offerflow.flows.bench.gate;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How close the gate comes to the server it stands on. */
@Command(
        name = "gate",
        description = {
            "Measures the verifier on one core beside a bare Undertow that sends the same bytes, with wrk on another core, in turns.",
            "Prints medians, then what is promised. Ratios and 1/CPU are of the server's processor time for one request, which says much",
            "the same on a busy machine as on an idle one; req/s and p99 need an idle one."
        },
        mixinStandardHelpOptions = true)
public final class GateBench implements Callable<Integer> {
    private static final int SECONDS_PER_MINUTE = 60;

    @Option(names = "--seconds", defaultValue = "5", description = "of each measurement (${DEFAULT-VALUE})")
    private int seconds;

    @Option(
            names = "--rounds",
            defaultValue = "3",
            description = "measurements of each kind; 0 leaves them out (${DEFAULT-VALUE})")
    private int rounds;

    @Option(names = "--connections", defaultValue = "64", description = "(${DEFAULT-VALUE})")
    private int connections;

    @Option(names = "--offers", defaultValue = "10000", description = "offers in the cases of many (${DEFAULT-VALUE})")
    private int offers;

    @Option(
            names = "--soak",
            paramLabel = "MINUTES",
            defaultValue = "0",
            description = "paid load on a gate with 256 MiB of heap and 64 MiB of direct memory")
    private double soakMinutes;

    @Option(names = "--strict", description = "exit with 1 when a promise is missed")
    private boolean strict;

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
        List<Promise> promises = new ArrayList<>();
        if (rounds > 0) {
            promises.addAll(figures());
        }
        if (soakMinutes > 0) {
            promises.addAll(soak());
        }
        promises.forEach(promise -> promise.print(System.out));
        return strict && !promises.stream().allMatch(Promise::met) ? 1 : 0;
    }

    private List<Promise> figures() throws IOException, InterruptedException {
        Figures figures = new Figures();
        Meter meter = new Meter(new Wrk(connections, seconds), figures);
        long calls = 0;
        for (int i = 0; i < rounds; i++) {
            try (Scratch scratch = Scratch.create()) {
                calls += new Round(meter, offers, scratch.folder()).run();
            }
        }
        figures.print(System.out);
        return Promises.of(figures, calls, Micro.measure());
    }

    private List<Promise> soak() throws IOException, InterruptedException {
        Duration time = Duration.ofSeconds(Math.round(soakMinutes * SECONDS_PER_MINUTE));
        try (Scratch scratch = Scratch.create()) {
            return new Soak(connections, scratch.folder()).run(time).promises(time);
        }
    }
}
