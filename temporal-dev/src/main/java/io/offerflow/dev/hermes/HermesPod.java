package io.offerflow.dev.hermes;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.offerflow.dev.process.FreePorts;
import io.offerflow.dev.process.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The pod of one agent's Deployment as a process: its init containers' very commands are run on folders of this machine, then Hermes is
 * started with the container's environment. One pod at a time, as the strategy Recreate has it. For one thread.
 */
final class HermesPod {
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration INIT = Duration.ofSeconds(20);
    private static final Duration STOP = Duration.ofSeconds(20);

    private final Path program;
    private final Path root;
    private final HttpClient http;
    private volatile @Nullable Running running;
    private volatile @Nullable String trouble;

    /** @param template of which the process was made, in a form that is only good for comparing */
    private record Running(String template, PodFolder folder, ServerProcess process, int port) {}

    HermesPod(Path program, Path root, HttpClient http) {
        this.program = program;
        this.root = root;
        this.http = http;
    }

    /**
     * Brings the process one step closer to what the Deployment says.
     *
     * @return whether its newest pod answers
     */
    boolean step(Deployment deployment, PodFolder.Sources sources) throws InterruptedException {
        PodSpec pod = deployment.getSpec().getTemplate().getSpec();
        String template = deployment.getSpec().getTemplate().toString();
        boolean wanted = deployment.getSpec().getReplicas() == null
                || deployment.getSpec().getReplicas() > 0;
        Running now = running;
        if (now != null
                && (!wanted || !now.process().isAlive() || !now.template().equals(template))) {
            stop();
            now = null;
        }
        if (!wanted) {
            return false;
        }
        try {
            if (now == null) {
                start(template, pod, sources);
                return false;
            }
            now.folder().fill();
            return healthy(now.port());
        } catch (IOException | PodFolder.Missing e) {
            trouble = e.getMessage();
            return false;
        }
    }

    /** Where it listens; empty while it does not run. */
    Optional<URI> address() {
        return Optional.ofNullable(running).map(run -> URI.create("http://127.0.0.1:" + run.port()));
    }

    /** What keeps it from starting. */
    Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }

    /** Hermes's home on this machine. */
    Path home() {
        return root.resolve("data").resolve(".hermes");
    }

    /** Ends the process as {@code kill -9} does. */
    void kill() throws InterruptedException {
        if (running != null) {
            running.process().kill();
        }
    }

    void stop() throws InterruptedException {
        Running now = running;
        running = null;
        if (now != null) {
            now.process().stop(STOP);
        }
    }

    void abandon() {
        if (running != null) {
            running.process().abandon();
        }
    }

    private void start(String template, PodSpec pod, PodFolder.Sources sources)
            throws IOException, InterruptedException {
        Files.createDirectories(root);
        PodFolder folder = new PodFolder(root, pod, sources);
        folder.fill();
        for (Container init : pod.getInitContainers()) {
            prepare(init, folder);
        }
        Container hermes = pod.getContainers().getFirst();
        int port = FreePorts.take(1).getFirst();
        Map<String, String> environment = folder.environment(hermes);
        environment.put("API_SERVER_HOST", "127.0.0.1");
        environment.put("API_SERVER_PORT", Integer.toString(port));
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(folder.here(hermes, hermes.getArgs()));
        ServerProcess process = ServerProcess.startIsolated("hermes", command, root, environment);
        running = new Running(template, folder, process, port);
        trouble = null;
    }

    private void prepare(Container init, PodFolder folder) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(folder.here(init, init.getCommand()));
        command.addAll(folder.here(init, init.getArgs()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(root.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        root.resolve(init.getName() + ".log").toFile()));
        builder.environment().clear();
        builder.environment().putAll(folder.environment(init));
        Process process = builder.start();
        if (!process.waitFor(INIT.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly().waitFor();
            throw new IOException("init container " + init.getName() + " did not end");
        }
        if (process.exitValue() != 0) {
            throw new IOException("init container " + init.getName() + " ended with " + process.exitValue());
        }
    }

    private boolean healthy(int port) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health"))
                .timeout(LOOK)
                .build();
        try {
            return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }
}
