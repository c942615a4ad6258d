package io.offerflow.flows.scenario;

import io.offerflow.dev.stack.DevOptions;
import io.offerflow.dev.stack.DevPorts;
import io.offerflow.dev.stack.DevStack;
import io.offerflow.watcher.WatcherSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stacks of this run. Each is started when a scenario first asks for it and shared by those that follow, because a real one takes half
 * a minute; scenarios keep apart by namespaces and paths.
 */
final class Stacks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Stacks.class);

    /** Shorter than in production, so that a scenario about health takes seconds. */
    static final Map<String, String> PROBES =
            Map.of(WatcherSettings.PROBE_INTERVAL, "2s", WatcherSettings.PROBE_UNHEALTHY_INTERVAL, "1s");

    /** Stands in the environment of every process, where real keys stand. */
    static final String ENVIRONMENT_SECRET = "sk-env-7f3a9c41d2";

    private final Map<StackKind, DevStack> plain = new EnumMap<>(StackKind.class);
    private final Map<StackKind, ProxiedStack> proxied = new EnumMap<>(StackKind.class);
    private final Map<StackKind, LossyStack> lossy = new EnumMap<>(StackKind.class);
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    synchronized DevStack plain(StackKind kind) {
        return plain.computeIfAbsent(
                kind,
                missing -> own(start(new DevOptions(
                        folder(),
                        DevPorts.free(),
                        missing.option(),
                        missing.option(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        settings(Map.of())))));
    }

    synchronized ProxiedStack proxied(StackKind kind) {
        return proxied.computeIfAbsent(kind, missing -> {
            try {
                return own(ProxiedStack.start(missing, folder()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    synchronized LossyStack lossy(StackKind kind) {
        return lossy.computeIfAbsent(kind, missing -> own(LossyStack.start(missing, folder())));
    }

    /** A stack over an API server that runs already; the caller closes both. */
    static DevStack over(Kube kube, StackKind kind, Path state, Map<String, String> settings) {
        return start(new DevOptions(
                state,
                DevPorts.free(),
                kind.option(),
                kind.option(),
                Optional.of(kube.file()),
                Optional.of(kube.config().getCurrentContext()),
                Optional.empty(),
                Optional.empty(),
                settings(settings)));
    }

    static DevStack start(DevOptions options) {
        return DevStack.start(options, Clock.systemUTC(), (part, where) -> LOG.debug("{}: {}", part, where));
    }

    static Map<String, String> settings(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(PROBES);
        settings.put("LITELLM_MASTER_KEY", ENVIRONMENT_SECRET);
        settings.putAll(more);
        return settings;
    }

    private Path folder() {
        try {
            Path folder = Files.createTempDirectory("offerflow-scenario");
            own(() -> remove(folder));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private <T extends AutoCloseable> T own(T part) {
        parts.push(part);
        return part;
    }

    @Override
    public synchronized void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                LOG.warn("while stopping: {}", e.toString());
            }
        }
    }
}
