package io.offerflow.verifier.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Certificate and key of the listeners. The files are followed by content, so that every way of changing them counts: a write, a rename, the
 * symlink swap of a Secret's volume. New connections get the new certificate; files that cannot be used change nothing but a metric and one
 * line in the log.
 */
public final class Certificate implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Certificate.class);

    private final Source source;
    private final CurrentKey current;
    private final SSLContext context;
    private final ScheduledThreadPoolExecutor poller;
    private Content last;
    /** What was wrong at the last look. It is told when it is still so at the next: both files change, one after the other. */
    private String complaint = "";

    private volatile boolean healthy = true;

    /** PEM files, and how often they are looked at. */
    public record Source(Path certificate, Path key, Duration poll) {}

    private record Content(byte[] certificate, byte[] key) {
        static Content of(Source source) throws IOException {
            return new Content(Files.readAllBytes(source.certificate()), Files.readAllBytes(source.key()));
        }

        boolean same(Content other) {
            return Arrays.equals(certificate, other.certificate) && Arrays.equals(key, other.key);
        }

        Identity identity() {
            return Pem.read(certificate, key);
        }
    }

    /**
     * Reads the files, then follows them.
     *
     * @throws IllegalArgumentException with a sentence, when they cannot be used
     */
    public Certificate(Source source) {
        this.source = source;
        try {
            this.last = Content.of(source);
            this.current = new CurrentKey(last.identity());
        } catch (IOException unreadable) {
            throw new IllegalArgumentException(sentence(unreadable), unreadable);
        } catch (UnusableException unusable) {
            throw new IllegalArgumentException(sentence(unusable), unusable);
        }
        this.context = context(current);
        this.poller = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("certificate").factory());
        long millis = source.poll().toMillis();
        poller.scheduleWithFixedDelay(this::look, millis, millis, TimeUnit.MILLISECONDS);
        LOG.info("{} is valid until {}", source.certificate(), notAfter());
    }

    /** For listeners; it always shows the certificate that is in use. */
    public SSLContext context() {
        return context;
    }

    /** When the certificate in use expires. */
    public Instant notAfter() {
        return current.identity().notAfter();
    }

    /** False while the files cannot be used. */
    public boolean healthy() {
        return healthy;
    }

    @Override
    public void close() {
        poller.shutdownNow();
    }

    private void look() {
        try {
            Content found = Content.of(source);
            if (!found.same(last)) {
                current.replace(found.identity());
                last = found;
                LOG.info("{} has changed; it is valid until {}", source.certificate(), notAfter());
            }
            healthy = true;
            complaint = "";
        } catch (IOException | RuntimeException unusable) {
            complain(sentence(unusable));
        }
    }

    private void complain(String sentence) {
        if (!sentence.equals(complaint)) {
            complaint = sentence;
        } else if (healthy) {
            healthy = false;
            LOG.error("{}, keeping the certificate in use, which is valid until {}", sentence, notAfter());
        }
    }

    private String sentence(Exception failure) {
        String where = source.certificate() + " and " + source.key() + " cannot be used: ";
        return where + (failure instanceof UnusableException ? failure.getMessage() : failure.toString());
    }

    private static SSLContext context(CurrentKey current) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {current}, null, new SecureRandom());
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has TLS", e);
        }
    }
}
