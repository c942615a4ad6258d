package io.offerflow.flows.bench.gate;

import io.offerflow.dev.process.FreePorts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A JVM of its own, held on one core. */
final class Pinned implements AutoCloseable {
    private static final int TRIES = 600;
    private static final long PAUSE_MILLIS = 50;
    /** Where servers run; what asks them and what they ask runs on {@link #OTHERS}. */
    static final int SERVER = 0;

    static final int OTHERS = 1;

    private final Process process;
    private final int port;

    private Pinned(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts {@code main} with a free port as its first argument and waits until it listens. */
    static Pinned start(int core, Class<?> main, Map<String, String> environment, List<String> arguments)
            throws IOException, InterruptedException {
        int port = FreePorts.take(1).getFirst();
        List<String> words = new ArrayList<>(List.of(Integer.toString(port)));
        words.addAll(arguments);
        ProcessBuilder builder = command(core, main, words);
        builder.environment().putAll(environment);
        Process process =
                builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        Pinned pinned = new Pinned(process, port);
        pinned.awaitListening(main.getSimpleName());
        return pinned;
    }

    /** What {@code main} prints until it ends. */
    static String output(int core, Class<?> main, String... arguments) throws IOException, InterruptedException {
        Process process = command(core, main, List.of(arguments)).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(main.getSimpleName() + " failed: " + out);
        }
        return out.strip();
    }

    private static ProcessBuilder command(int core, Class<?> main, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                "taskset",
                "-c",
                Integer.toString(core),
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms64m",
                "-Xmx256m",
                "-XX:MaxDirectMemorySize=64m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-Dlogback.configurationFile=" + System.getProperty("logback.configurationFile", ""),
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(arguments);
        return new ProcessBuilder(command).redirectErrorStream(true);
    }

    int port() {
        return port;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    /** Processor time since the start. */
    long cpuNanos() {
        return process.info()
                .totalCpuDuration()
                .orElseThrow(() -> new IllegalStateException("the process has ended"))
                .toNanos();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }

    private void awaitListening(String what) throws InterruptedException {
        for (int i = 0; i < TRIES; i++) {
            if (!process.isAlive()) {
                break;
            }
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress("127.0.0.1", port));
                return;
            } catch (IOException notYet) {
                Thread.sleep(PAUSE_MILLIS);
            }
        }
        close();
        throw new IllegalStateException(what + " did not start listening");
    }
}
