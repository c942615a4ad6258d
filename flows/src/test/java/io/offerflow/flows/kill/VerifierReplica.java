package io.offerflow.flows.kill;

import io.offerflow.cluster.KubeClients;
import io.offerflow.cluster.upstream.UpstreamPolicy;
import io.offerflow.dev.process.FreePorts;
import io.offerflow.dev.process.ServerProcess;
import io.offerflow.verifier.VerifierSettings;
import io.offerflow.verifier.ledger.LedgerSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One replica of the gate: a process of its own, always on the same ports. */
final class VerifierReplica implements AutoCloseable {
    /** What a pod gets by default. */
    private static final Duration TERMINATION_GRACE = Duration.ofSeconds(30);

    private static final Duration START = Duration.ofSeconds(90);
    private static final Duration PROBE = Duration.ofSeconds(1);

    private final String name;
    private final Path folder;
    private final Map<String, String> environment;
    private final List<Integer> ports = FreePorts.take(3);
    private final HttpClient http = HttpClient.newHttpClient();
    private @Nullable ServerProcess process;

    /** What replicas share. */
    record Shared(Path kubeconfig, Path pricing, LedgerSettings ledger, URI facilitator) {}

    VerifierReplica(String name, Path folder, Shared shared) {
        this.name = name;
        this.folder = folder;
        this.environment = Map.of(
                KubeClients.KUBECONFIG,
                shared.kubeconfig().toString(),
                UpstreamPolicy.EXTERNAL_NAMES,
                "true",
                VerifierSettings.VERIFY_LISTEN,
                "127.0.0.1:" + ports.get(0),
                VerifierSettings.PROXY_LISTEN,
                "127.0.0.1:" + ports.get(1),
                VerifierSettings.ADMIN_LISTEN,
                "127.0.0.1:" + ports.get(2),
                VerifierSettings.CONFIG,
                shared.pricing().toString(),
                VerifierSettings.FACILITATOR,
                shared.facilitator().toString(),
                VerifierSettings.LEDGER,
                shared.ledger().url(),
                VerifierSettings.LEDGER_USER,
                shared.ledger().user());
    }

    void start() throws IOException, InterruptedException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                "io.offerflow.verifier.VerifierMain");
        ServerProcess started = ServerProcess.start(name, command, folder, environment);
        process = started;
        started.await(() -> readiness().orElse(false), START);
    }

    /** As a kubelet does it: SIGTERM, and SIGKILL when it has not ended in time. */
    Duration stop() throws InterruptedException {
        long begin = System.nanoTime();
        if (process != null) {
            process.stop(TERMINATION_GRACE);
        }
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    /** What the readiness check says; empty when it says nothing in time, which is no news. */
    Optional<Boolean> readiness() {
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(verify("/readyz")).timeout(PROBE).build();
            return Optional.of(http.send(request, BodyHandlers.discarding()).statusCode() == 200);
        } catch (HttpTimeoutException busy) {
            return Optional.empty();
        } catch (IOException gone) {
            return Optional.of(false);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    URI verify(String path) {
        return URI.create("http://127.0.0.1:" + ports.get(0) + path);
    }

    URI proxy(String path) {
        return URI.create("http://127.0.0.1:" + ports.get(1) + path);
    }

    @Override
    public void close() {
        if (process != null) {
            process.abandon();
        }
        http.shutdownNow();
    }

    @Override
    public String toString() {
        return name;
    }
}
