package io.offerflow.dev.stack;

import io.offerflow.dev.process.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Verifier, worker and watcher as processes of their own, with this JVM's class path. */
public final class ProcessRoles implements Roles {
    private static final Duration START = Duration.ofSeconds(90);
    private static final Duration END = Duration.ofSeconds(12);
    /** System property: the folder where processes keep their class data archives, which halve the time of later starts. */
    private static final String ARCHIVES = "offerflow.archives";
    /** From this JDK on, protobuf's and netty's use of Unsafe is warned of unless allowed; older ones do not know the option. */
    private static final int UNSAFE_WARNINGS = 24;

    /** A process of the product, by its main class and its health port. */
    public enum Role {
        VERIFIER("io.offerflow.verifier.VerifierMain", "256m"),
        /** Making a wallet takes 256 MiB for a moment. */
        WORKER("io.offerflow.activities.WorkerMain", "512m"),
        WATCHER("io.offerflow.watcher.WatcherMain", "256m");

        private final String main;
        private final String heap;

        Role(String main, String heap) {
            this.main = main;
            this.heap = heap;
        }

        private String logName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Environment environment;
    private final Path logs;
    private final Map<Role, ServerProcess> processes = new EnumMap<>(Role.class);

    private ProcessRoles(Environment environment, Path logs) {
        this.environment = environment;
        this.logs = logs;
        Runtime.getRuntime().addShutdownHook(new Thread(this::abandon, "roles-end"));
    }

    static ProcessRoles start(DevOptions options, Environment environment) {
        environment.writePricing();
        environment.writeToken(new SecureRandom());
        Path logs = options.state().resolve("logs");
        ProcessRoles roles = new ProcessRoles(environment, logs);
        try {
            Files.createDirectories(logs);
            for (Role role : Role.values()) {
                roles.launch(role);
            }
            for (Role role : Role.values()) {
                roles.awaitReady(role);
            }
            return roles;
        } catch (IOException e) {
            roles.abandon();
            throw new UncheckedIOException("cannot start a process: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            roles.abandon();
            throw e;
        }
    }

    /** Ends a process as {@code kill -9} does. */
    public void kill(Role role) {
        try {
            process(role).kill();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Starts a process; {@link #awaitReady} tells when it is up. */
    public void launch(Role role) {
        try {
            processes.put(role, ServerProcess.start(role.logName(), command(role), logs, environment.variables()));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start the " + role, e);
        }
    }

    /** Waits until the process says that it is ready. */
    public void awaitReady(Role role) {
        try {
            process(role).await(() -> ready(role), START);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** The process id, for measurements. */
    public long pid(Role role) {
        return process(role).pid();
    }

    public boolean isAlive(Role role) {
        return process(role).isAlive();
    }

    /** The end of the process's log. */
    public String lastWords(Role role) {
        return process(role).tail();
    }

    private ServerProcess process(Role role) {
        ServerProcess process = processes.get(role);
        if (process == null) {
            throw new IllegalStateException(role + " was never started");
        }
        return process;
    }

    private boolean ready(Role role) {
        int port =
                switch (role) {
                    case VERIFIER -> environment.ports().verify();
                    case WORKER -> environment.ports().worker();
                    case WATCHER -> environment.ports().watcher();
                };
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/readyz"))
                    .timeout(Duration.ofSeconds(2))
                    .build();
            return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static List<String> command(Role role) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (Runtime.version().feature() >= UNSAFE_WARNINGS) {
            command.add("--sun-misc-unsafe-memory-access=allow");
        }
        String archives = System.getProperty(ARCHIVES, "");
        if (!archives.isEmpty()) {
            command.add("-XX:+AutoCreateSharedArchive");
            command.add("-XX:SharedArchiveFile=" + Path.of(archives, role.logName() + ".jsa"));
            // An archive that cannot be used is no news: it is made anew, or the start is a little slower.
            command.add("-Xlog:cds=off,cds+dynamic=off");
        }
        command.addAll(List.of(
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                // A local run lives for minutes: the quick compiler halves the processor time of its start.
                "-XX:TieredStopAtLevel=1",
                "-Xmx" + role.heap,
                "-cp",
                System.getProperty("java.class.path"),
                role.main));
        return command;
    }

    @Override
    public String kind() {
        return "processes";
    }

    @Override
    public String verifyAddress() {
        return environment.verifyAddress();
    }

    @Override
    public void close() {
        for (Role role : List.of(Role.WATCHER, Role.WORKER, Role.VERIFIER)) {
            try {
                process(role).stop(END);
            } catch (InterruptedException e) {
                abandon();
                Thread.currentThread().interrupt();
            }
        }
    }

    private void abandon() {
        processes.values().forEach(ServerProcess::abandon);
    }
}
