package io.offerflow.flows.scenario;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Thread dumps, virtual threads included, of this JVM and of those that it started, taken again and again. */
final class ThreadDumps implements AutoCloseable {
    private static final long EVERY_SECONDS = 2;

    private final Path folder;
    private final List<String> taken = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("thread-dumps").daemon().factory());

    private ThreadDumps(Path folder) {
        this.folder = folder;
    }

    /** @param folder for files that are read at once */
    static ThreadDumps start(Path folder) {
        ThreadDumps dumps = new ThreadDumps(folder);
        dumps.clock.scheduleWithFixedDelay(dumps::take, 0, EVERY_SECONDS, TimeUnit.SECONDS);
        return dumps;
    }

    /** All that was taken; ends the taking. */
    String text() throws InterruptedException {
        close();
        if (!clock.awaitTermination(1, TimeUnit.MINUTES)) {
            throw new IllegalStateException("a thread dump did not end");
        }
        return String.join("\n", taken);
    }

    @Override
    public void close() {
        clock.shutdown();
    }

    private void take() {
        Stream.concat(
                        Stream.of(ProcessHandle.current()),
                        ProcessHandle.current().descendants().filter(ThreadDumps::isJava))
                .forEach(process -> dump(process.pid()));
    }

    private void dump(long pid) {
        Path file = folder.resolve("threads-" + pid);
        try {
            Process jcmd = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "jcmd")
                                    .toString(),
                            Long.toString(pid),
                            "Thread.dump_to_file",
                            "-overwrite",
                            file.toString())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            // A process may end while it is asked.
            if (jcmd.waitFor() == 0 && Files.exists(file)) {
                taken.add(Files.readString(file));
                Files.delete(file);
            } else {
                taken.add("no dump of " + pid + ": " + said);
            }
        } catch (IOException e) {
            taken.add("no dump of " + pid + ": " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean isJava(ProcessHandle process) {
        return process.info()
                .command()
                .map(command -> command.endsWith("/java"))
                .orElse(false);
    }
}
