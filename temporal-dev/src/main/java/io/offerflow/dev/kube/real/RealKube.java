package io.offerflow.dev.kube.real;

import io.offerflow.dev.process.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real Kubernetes control plane on the loopback address: etcd, kube-apiserver, and the controllers that delete (garbage
 * collection, namespaces) or make service accounts. No pod ever runs.
 *
 * <p>Ready when {@link #start} returns, after about five seconds; it takes half a gigabyte of memory and 130 MB of disk. Every
 * process is gone after {@link #close()}, and when the JVM ends without it (unless by {@code kill -9}).
 *
 * <p>Not for several threads: starting, killing and closing are the work of one.
 */
public final class RealKube implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RealKube.class);
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);

    private final DataFolder data;
    private final Commands commands;
    private final Credentials credentials;
    private final Thread hook = new Thread(this::abandon, "real-kube-shutdown");

    // Volatile: the shutdown hook reads them.
    private volatile @Nullable ServerProcess etcd;
    private volatile @Nullable ServerProcess apiServer;
    private volatile @Nullable ServerProcess controllerManager;

    private RealKube(Path binaries, DataFolder data) throws IOException {
        this.data = data;
        this.commands = new Commands(binaries.toAbsolutePath(), data.path(), Ports.free());
        this.credentials = Credentials.in(data.path(), new SecureRandom());
    }

    /** The folder of KUBEBUILDER_ASSETS, else the first of PATH, in which all programs are executable. */
    public static Optional<Path> binaries() {
        return new Binaries(System.getenv()).folder();
    }

    /** Why {@link #binaries()} found nothing, as a sentence without a full stop. */
    public static String whyAbsent() {
        return new Binaries(System.getenv()).whyAbsent();
    }

    /** Starts on a temporary data folder, which {@link #close()} deletes; see {@link #start(Path, Path)}. */
    public static RealKube start(Path binaries) {
        return start(binaries, DataFolder::made);
    }

    /**
     * Starts on {@code data}, which is made when absent and kept by {@link #close()}; what an earlier run left there is found again.
     *
     * @throws IllegalArgumentException when {@code binaries} lacks a program
     * @throws IllegalStateException with the end of its log, when a program does not come up
     */
    public static RealKube start(Path binaries, Path data) {
        return start(binaries, () -> DataFolder.kept(data));
    }

    private static RealKube start(Path binaries, Folder folder) {
        List<String> missing = Binaries.missing(binaries);
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException(binaries + " lacks " + String.join(", ", missing));
        }
        try {
            RealKube kube = new RealKube(binaries, folder.open());
            Runtime.getRuntime().addShutdownHook(kube.hook);
            try {
                kube.startAll();
                return kube;
            } catch (IOException | InterruptedException | RuntimeException e) {
                kube.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Kubernetes did not start", e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** A kubeconfig (YAML) of an administrator; its address and token stay the same until {@link #close()}. */
    public String kubeconfig() {
        try {
            return Kubeconfig.of(commands.apiServerUrl(), commands.certificate(), credentials.token());
        } catch (IOException e) {
            throw new UncheckedIOException("the certificate of the API server is gone", e);
        }
    }

    /** Address of the API server. */
    public URI server() {
        return URI.create(commands.apiServerUrl());
    }

    /** Ends the API server as {@code kill -9} does; etcd and the controllers go on. Nothing to do when it is not running. */
    public void killApiServer() {
        ServerProcess running = apiServer;
        try {
            if (running != null) {
                running.kill();
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Kills the API server if it runs and starts it again on the same port and data; returns when it is ready. */
    public void restartApiServer() {
        again(apiServer, this::startApiServer);
    }

    /**
     * Kills the controllers if they run and starts them again. To be called once after custom resource definitions were applied:
     * the garbage collector looks for new kinds every 30 seconds only, and until then children of a deleted owner stay.
     */
    public void restartControllers() {
        again(controllerManager, this::startControllers);
    }

    /** Ends all processes, etcd last, because an API server without it does not end; then deletes a temporary data folder. */
    @Override
    public void close() {
        try {
            for (ServerProcess process : running()) {
                process.stop(STOP_PATIENCE);
            }
        } catch (InterruptedException e) {
            running().forEach(ServerProcess::abandon);
            Thread.currentThread().interrupt();
        }
        forgetHook();
        data.discard();
    }

    /** Process ids of what runs now, in the order in which {@link #close()} ends them. */
    List<Long> pids() {
        return running().stream().map(ServerProcess::pid).toList();
    }

    private static void again(@Nullable ServerProcess running, Start start) {
        try {
            if (running != null) {
                running.kill();
            }
            start.run();
        } catch (IOException e) {
            throw new UncheckedIOException("a program of Kubernetes could not be started again", e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private void startAll() throws IOException, InterruptedException {
        ServerProcess store = ServerProcess.startGo(Binaries.ETCD, commands.etcd(), data.path());
        etcd = store;
        store.await(() -> Readiness.of(commands.etcdUrl() + "/health"), START_LIMIT);
        startApiServer();
        startControllers();
        LOG.debug("kubernetes started server={} data={}", commands.apiServerUrl(), data.path());
    }

    private void startApiServer() throws IOException, InterruptedException {
        ServerProcess server = ServerProcess.startGo(Binaries.API_SERVER, commands.apiServer(credentials), data.path());
        apiServer = server;
        server.await(
                () -> Readiness.of(commands.apiServerUrl() + "/readyz", commands.certificate(), credentials.token()),
                START_LIMIT);
    }

    private void startControllers() throws IOException, InterruptedException {
        Path kubeconfig = data.path().resolve("kubeconfig");
        Credentials.write(kubeconfig, kubeconfig());
        ServerProcess controllers = ServerProcess.startGo(
                Binaries.CONTROLLER_MANAGER, commands.controllerManager(credentials, kubeconfig), data.path());
        controllerManager = controllers;
        controllers.await(
                () -> Readiness.of(
                        commands.controllerManagerUrl() + "/healthz", commands.controllerManagerCertificate(), ""),
                START_LIMIT);
    }

    private List<ServerProcess> running() {
        return Stream.of(controllerManager, apiServer, etcd)
                .flatMap(Stream::ofNullable)
                .filter(ServerProcess::isAlive)
                .toList();
    }

    private void abandon() {
        running().forEach(ServerProcess::abandon);
        data.discard();
    }

    private void forgetHook() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            LOG.trace("closed by a JVM that is going down", e);
        }
    }

    private static IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("interrupted while waiting for a program of Kubernetes", e);
    }

    private interface Folder {
        DataFolder open() throws IOException;
    }

    private interface Start {
        void run() throws IOException, InterruptedException;
    }
}
