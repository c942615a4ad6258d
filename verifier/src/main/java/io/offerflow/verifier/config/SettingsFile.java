package io.offerflow.verifier.config;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the settings file by content, so that every way of changing it counts: a write, a rename, the symlink swap of a ConfigMap volume.
 * A broken or vanished file changes nothing but a metric and one line in the log. A file that is missing at the start means the defaults;
 * one that is broken at the start means not ready.
 */
public final class SettingsFile implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SettingsFile.class);
    private static final int MAX_BYTES = 1 << 20;

    private final Path file;
    private final SettingsParser parser;
    private final StaticSettings defaults;
    private final Consumer<StaticSettings> publish;
    private final ScheduledThreadPoolExecutor poller;
    private final AtomicLong errors = new AtomicLong();
    private byte @Nullable [] lastBytes;
    private @Nullable String lastError;
    private @Nullable StaticSettings current;
    private volatile boolean healthy;

    /**
     * Where the file is and how often it is looked at.
     *
     * @param facilitators used where the file names none
     */
    public record Source(Path file, Duration poll, List<URI> facilitators) {}

    /** Reads once before it returns, then follows. {@code publish} is called from one thread at a time. */
    public SettingsFile(Source source, Consumer<StaticSettings> publish) {
        this.file = source.file();
        this.parser = new SettingsParser(source.facilitators());
        this.defaults = StaticSettings.defaults(source.facilitators());
        this.publish = publish;
        this.poller = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("settings").factory());
        check();
        long millis = source.poll().toMillis();
        poller.scheduleWithFixedDelay(this::check, millis, millis, TimeUnit.MILLISECONDS);
    }

    /** The file was readable and good when it was last looked at, or has never existed. */
    public boolean healthy() {
        return healthy;
    }

    /** Distinct failures so far. */
    public long errors() {
        return errors.get();
    }

    @Override
    public void close() {
        poller.shutdownNow();
    }

    private void check() {
        try {
            byte[] bytes = read();
            if (!Arrays.equals(bytes, lastBytes) || lastError != null) {
                StaticSettings parsed = parser.parse(bytes);
                lastBytes = bytes;
                lastError = null;
                healthy = true;
                accept(parsed);
            }
        } catch (NoSuchFileException missing) {
            if (current == null || current.equals(defaults)) {
                healthy = true;
                accept(defaults);
            } else {
                failed("the file is missing");
            }
        } catch (IOException | RuntimeException broken) {
            failed(
                    broken instanceof IllegalArgumentException
                            ? String.valueOf(broken.getMessage())
                            : broken.toString());
        }
    }

    private void accept(StaticSettings settings) {
        if (settings.equals(current)) {
            return;
        }
        current = settings;
        LOG.info(
                "settings of {}: facilitators {}, {} static routes",
                file,
                settings.facilitators(),
                settings.rules().entries().size());
        if (settings.verifyOnly()) {
            LOG.warn(
                    "verifyOnly is on: payments on static routes are checked but never settled, no money is collected there");
        }
        publish.accept(settings);
    }

    private void failed(String error) {
        healthy = false;
        if (!error.equals(lastError)) {
            lastError = error;
            errors.incrementAndGet();
            LOG.error(
                    "{} cannot be used, {}: {}",
                    file,
                    current == null ? "not ready" : "keeping the settings in use",
                    error);
        }
    }

    private byte[] read() throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new IOException("larger than " + MAX_BYTES + " bytes");
            }
            return bytes;
        }
    }
}
