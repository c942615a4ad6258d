package io.offerflow.dev.demo;

import io.offerflow.dev.stack.DevOptions;
import io.offerflow.dev.stack.DevOptions.Kind;
import io.offerflow.dev.stack.DevPorts;
import io.offerflow.dev.stack.DevStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code offerflow demo}. */
@Command(
        name = "demo",
        description = {
            "Starts everything on loopback, sells a service, buys it, edits the price, deletes the offer, and stops.",
            "Needs no network, no Docker and no account; leaves nothing behind."
        },
        mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {
    @Option(
            names = "--kube",
            defaultValue = "embedded",
            description = "Kubernetes API: real, embedded or auto (${DEFAULT-VALUE})")
    private Kind kube = Kind.EMBEDDED;

    @Option(
            names = "--temporal",
            defaultValue = "embedded",
            description = "Temporal server: real, embedded or auto (${DEFAULT-VALUE})")
    private Kind temporal = Kind.EMBEDDED;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Story story = new Story(System.out, System::nanoTime);
        Path state = Files.createTempDirectory("offerflow-demo");
        DevOptions options = new DevOptions(
                state,
                DevPorts.free(),
                kube,
                temporal,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        try (DevStack stack = DevStack.start(options, Clock.systemUTC(), story::tell)) {
            new Demo(stack, story, Clock.systemUTC()).play();
            story.say("");
            story.say("The whole story took " + story.elapsed() + " ms. " + stack.uiHint());
            story.say("Next: ./offerflow dev keeps the same stack running for kubectl.");
        } finally {
            remove(state);
        }
        return 0;
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
