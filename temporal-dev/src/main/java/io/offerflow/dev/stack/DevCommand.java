package io.offerflow.dev.stack;

import io.offerflow.activities.chain.ChainSettings;
import io.offerflow.dev.stack.DevOptions.Kind;
import io.offerflow.workflows.agent.AgentSettings;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code offerflow dev}. */
@Command(
        name = "dev",
        description = {
            "Runs the whole stack on loopback until Ctrl-C or SIGTERM, and tells what to try.",
            "Where everything is stands in dev.json in the state folder."
        },
        mixinStandardHelpOptions = true)
public final class DevCommand implements Callable<Integer> {
    @Option(
            names = "--state",
            defaultValue = ".offerflow",
            description = "folder for dev.json, kubeconfig and logs (${DEFAULT-VALUE})")
    private Path state = Path.of(".offerflow");

    @Option(
            names = "--port-base",
            defaultValue = "0",
            description = "added to every port, so that several stacks live side by side")
    private int portBase;

    @Option(
            names = "--kube",
            defaultValue = "auto",
            description =
                    "Kubernetes API: real, embedded or auto: real where its programs are on PATH or in KUBEBUILDER_ASSETS")
    private Kind kube = Kind.AUTO;

    @Option(
            names = "--temporal",
            defaultValue = "auto",
            description =
                    "Temporal server: real, embedded or auto: real where the program temporal is on PATH or in KUBEBUILDER_ASSETS")
    private Kind temporal = Kind.AUTO;

    @Option(names = "--kubeconfig", description = "a cluster of yours; needs --context")
    private @Nullable Path kubeconfig;

    @Option(names = "--context", description = "the context of --kubeconfig that may be changed")
    private @Nullable String context;

    @Option(names = "--temporal-address", description = "a Temporal server of yours, host:port")
    private @Nullable String temporalAddress;

    @Option(
            names = "--agents",
            defaultValue = "auto",
            description =
                    "what runs agents where there is no kubelet: real, embedded or auto: the real Hermes where its program is on PATH")
    private Kind agents = Kind.AUTO;

    @Option(
            names = "--model",
            description =
                    "where agents find their model: the base URL of an OpenAI-compatible API, e.g. http://127.0.0.1:11434/v1")
    private @Nullable String model;

    @Option(
            names = "--facilitator",
            description = "an x402 facilitator of yours, instead of the embedded one with play money")
    private @Nullable URI facilitator;

    @Option(
            names = "--rpc",
            description = {
                "JSON-RPC of base-sepolia, or of a local chain that stands for it, to look up payments whose outcome is unknown;",
                "the embedded facilitator brings one of its own. With eip155:31337= before it, of that chain"
            })
    private @Nullable String rpc;

    @Override
    public Integer call() throws InterruptedException {
        DevOptions options = new DevOptions(
                state.toAbsolutePath(),
                DevPorts.shifted(portBase),
                kube,
                temporal,
                Optional.ofNullable(kubeconfig),
                Optional.ofNullable(context),
                Optional.ofNullable(temporalAddress),
                Optional.ofNullable(facilitator),
                settings(),
                agents);
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> await(end, closed), "dev-end"));
        try (DevStack stack = DevStack.start(
                options, Clock.systemUTC(), (what, detail) -> System.out.printf("%-11s %s%n", what, detail))) {
            hints(stack, System.out);
            end.await();
        } finally {
            closed.countDown();
        }
        return 0;
    }

    /** Runs in the shutdown hook: lets the main thread close the stack, and waits for it. */
    private Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        if (rpc != null) {
            settings.put(ChainSettings.RPC, rpc.matches("[a-z][a-z0-9:-]*=.*") ? rpc : "base-sepolia=" + rpc);
        }
        if (model != null) {
            settings.put(AgentSettings.MODEL_URL, model);
        }
        return settings;
    }

    private static void await(CountDownLatch end, CountDownLatch closed) {
        end.countDown();
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void hints(DevStack stack, PrintStream out) {
        DevFile file = stack.file();
        String kubectl = "kubectl --kubeconfig " + file.kubeconfig();
        out.println();
        out.println("Ready. " + stack.uiHint());
        out.println("Try, in another terminal:");
        out.println("  " + kubectl + " apply -f " + stack.sampleFile());
        out.println("  " + kubectl + " get serviceoffers -A");
        out.println("  " + kubectl + " wait -n demo --for=condition=Ready serviceoffer/hello");
        out.println("  curl -i " + file.verifier().proxy() + "/services/hello");
        out.println("  " + kubectl + " describe serviceoffer -n demo hello");
        out.println("  " + kubectl + " delete serviceoffer -n demo hello");
        out.println("Everything's address: " + options(stack) + ". Ctrl-C ends it all.");
    }

    private static String options(DevStack stack) {
        return stack.state().resolve("dev.json").toString();
    }
}
