package io.offerflow.dev.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** One running program with its log file. */
public final class ServerProcess {

    private static final Duration POLL = Duration.ofMillis(50);
    private static final int TAIL_LINES = 30;
    /** Collecting when the heap has grown fourfold instead of twofold saves an eighth of the servers' processor time. */
    private static final Map<String, String> GO = Map.of("GOGC", "300");

    private final String name;
    private final Path log;
    private final Process process;

    private ServerProcess(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
    }

    /** Starts {@code command}; its output goes to {@code <name>.log} in {@code data}, after what an earlier run wrote there. */
    public static ServerProcess start(String name, List<String> command, Path data) throws IOException {
        return start(name, command, data, Map.of());
    }

    /** The same for a server written in Go. */
    public static ServerProcess startGo(String name, List<String> command, Path data) throws IOException {
        return start(name, command, data, GO);
    }

    /** The same with an environment of its own: nothing of this process's goes to it. */
    public static ServerProcess startIsolated(
            String name, List<String> command, Path data, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = builder(name, command, data);
        builder.environment().clear();
        return launch(name, builder, data, environment);
    }

    /** The same with more environment. */
    public static ServerProcess start(String name, List<String> command, Path data, Map<String, String> environment)
            throws IOException {
        ProcessBuilder builder = builder(name, command, data);
        // etcd refuses to start when a variable of the environment names something that a flag names as well.
        builder.environment().keySet().removeIf(variable -> variable.startsWith("ETCD_"));
        return launch(name, builder, data, environment);
    }

    private static ProcessBuilder builder(String name, List<String> command, Path data) {
        return new ProcessBuilder(command)
                .directory(data.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log(name, data).toFile()));
    }

    private static ServerProcess launch(String name, ProcessBuilder builder, Path data, Map<String, String> environment)
            throws IOException {
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        return new ServerProcess(name, log(name, data), process);
    }

    private static Path log(String name, Path data) {
        return data.resolve(name + ".log");
    }

    /**
     * Returns when {@code ready} is true.
     *
     * @throws IllegalStateException with the end of the log, when the program ends or is not ready after {@code limit}
     */
    public void await(BooleanSupplier ready, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!ready.getAsBoolean()) {
            if (process.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
                throw failed("ended with code " + process.exitValue() + " before it was ready");
            }
            if (System.nanoTime() > deadline) {
                throw failed("was not ready after " + limit.toSeconds() + " s");
            }
        }
    }

    /** Asks the program to end, and kills it when it has not ended after {@code patience}. */
    public void stop(Duration patience) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            kill();
        }
    }

    /** Ends the program at once, as {@code kill -9} does, and returns when it is gone. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** As {@link #kill()}, without waiting; for a JVM that is going down. */
    public void abandon() {
        process.destroyForcibly();
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    private IllegalStateException failed(String what) {
        return new IllegalStateException(name + " " + what + "; the end of its log " + log + ":\n" + tail());
    }

    /** The last lines that the program wrote. */
    public String tail() {
        try {
            List<String> lines =
                    Files.readString(log, StandardCharsets.UTF_8).lines().toList();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
        } catch (IOException e) {
            return "(unreadable: " + e.getMessage() + ")";
        }
    }
}
