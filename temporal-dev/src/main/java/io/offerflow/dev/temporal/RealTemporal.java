package io.offerflow.dev.temporal;

import io.grpc.StatusRuntimeException;
import io.offerflow.dev.process.ServerProcess;
import io.offerflow.workflows.ObolSearchAttributes;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The real dev server ({@code temporal server start-dev}) on loopback, with its UI and our search attributes. */
public final class RealTemporal implements TemporalBackend {
    private static final Duration START = Duration.ofSeconds(60);

    private final Path binary;
    private final Path data;
    private final int port;
    private final int uiPort;
    private final WorkflowServiceStubs stubs;
    private ServerProcess process;

    private RealTemporal(Path binary, Path data, int port, int uiPort) throws IOException {
        this.binary = binary;
        this.data = data;
        this.port = port;
        this.uiPort = uiPort;
        this.process = launch();
        this.stubs = WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                .setTarget("127.0.0.1:" + port)
                .validateAndBuildWithDefaults());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> process.abandon(), "temporal-end"));
    }

    /** The {@code temporal} program on PATH, or beside the Kubernetes binaries of KUBEBUILDER_ASSETS. */
    public static Optional<Path> binary() {
        String path = System.getenv().getOrDefault("PATH", "");
        Stream<String> folders = Stream.concat(
                Optional.ofNullable(System.getenv("KUBEBUILDER_ASSETS")).stream(),
                Stream.of(path.split(File.pathSeparator)));
        return folders.filter(folder -> !folder.isBlank())
                .map(folder -> Path.of(folder).resolve("temporal"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * Starts the server and waits until our namespace answers.
     *
     * @param data where its database and log go
     */
    public static RealTemporal start(Path binary, Path data, int port, int uiPort) {
        try {
            Files.createDirectories(data);
            RealTemporal temporal = new RealTemporal(binary, data, port, uiPort);
            temporal.process.await(temporal::answers, START);
            return temporal;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + binary + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while Temporal was starting", e);
        }
    }

    private ServerProcess launch() throws IOException {
        List<String> command = new ArrayList<>(List.of(
                binary.toString(),
                "server",
                "start-dev",
                "--ip",
                "127.0.0.1",
                "--ui-ip",
                "127.0.0.1",
                "--port",
                String.valueOf(port),
                "--ui-port",
                String.valueOf(uiPort),
                "--namespace",
                NAMESPACE,
                "--log-level",
                "error",
                "--db-filename",
                data.resolve("temporal.sqlite").toString(),
                // The file outlives a killed server all the same, only not a power cut, and no step waits for the disk.
                "--sqlite-pragma",
                "journal_mode=wal",
                "--sqlite-pragma",
                "synchronous=off",
                // A worker takes the activity of its own workflow task with it, which saves a round trip.
                "--dynamic-config-value",
                "system.enableActivityEagerExecution=true"));
        ObolSearchAttributes.types().forEach((name, type) -> {
            command.add("--search-attribute");
            command.add(name + "=" + cliName(type.name()));
        });
        return ServerProcess.startGo("temporal", command, data);
    }

    /** INDEXED_VALUE_TYPE_KEYWORD is Keyword on the command line. */
    private static String cliName(String type) {
        String word = type.substring(type.lastIndexOf('_') + 1);
        return word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT);
    }

    /** Whether the server tells about our namespace within two seconds. */
    public boolean answers() {
        try {
            stubs.blockingStub()
                    .withDeadlineAfter(2, TimeUnit.SECONDS)
                    .describeNamespace(DescribeNamespaceRequest.newBuilder()
                            .setNamespace(NAMESPACE)
                            .build());
            return true;
        } catch (StatusRuntimeException e) {
            return false;
        }
    }

    /** Ends the server as {@code kill -9} does. */
    public void kill() throws InterruptedException {
        process.kill();
    }

    /** Starts it again on the same ports and database. */
    public void restart() throws IOException, InterruptedException {
        process = launch();
        process.await(this::answers, START);
    }

    @Override
    public String kind() {
        return "real";
    }

    @Override
    public String version() {
        return "temporal server "
                + stubs.blockingStub()
                        .getSystemInfo(GetSystemInfoRequest.getDefaultInstance())
                        .getServerVersion();
    }

    @Override
    public WorkflowServiceStubs stubs() {
        return stubs;
    }

    @Override
    public Optional<String> address() {
        return Optional.of("127.0.0.1:" + port);
    }

    @Override
    public Optional<URI> ui() {
        return Optional.of(URI.create("http://127.0.0.1:" + uiPort));
    }

    @Override
    public void close() {
        stubs.shutdownNow();
        try {
            process.stop(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            process.abandon();
            Thread.currentThread().interrupt();
        }
    }
}
