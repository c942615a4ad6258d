package io.offerflow.verifier.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offerflow.api.Json;
import io.offerflow.cluster.ServiceOfferReader;
import io.offerflow.cluster.ServiceOfferReader.Outcome;
import io.offerflow.verifier.route.SnapshotFile.Snapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a gate that starts while the API server is away serve what it served before: it keeps the offers on disk and brings them back when
 * no list has come in time. What the list says later replaces them.
 */
public final class OfferSnapshots implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OfferSnapshots.class);
    /** Of an offer's status, answers depend on these alone. */
    private static final String UPSTREAM_HEALTHY = "UpstreamHealthy";

    private final Settings settings;
    private final SnapshotFile file;
    private final Offers offers;
    private final InstantSource clock;
    private final ScheduledThreadPoolExecutor thread;
    private volatile Instant takenAt = Instant.MAX;
    private volatile boolean restored;
    private long writtenVersion = -1;
    private boolean failing;

    /**
     * @param file where the offers are kept
     * @param maxAge an older file is not used
     * @param patience how long a start waits for the API server before the file is used
     * @param interval how often a changed table is written
     */
    public record Settings(Path file, Duration maxAge, Duration patience, Duration interval) {}

    /**
     * What the snapshots are of.
     *
     * @param complete the API server's first list is in
     * @param listed its objects
     * @param version of the present table
     */
    public record Offers(
            OfferBook book, BooleanSupplier complete, Supplier<List<JsonNode>> listed, LongSupplier version) {}

    /** Starts and returns at once. */
    public OfferSnapshots(Settings settings, Offers offers, InstantSource clock) {
        this.settings = settings;
        this.file = new SnapshotFile(settings.file);
        this.offers = offers;
        this.clock = clock;
        this.thread = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("snapshots").factory());
        thread.schedule(this::restore, settings.patience.toMillis(), TimeUnit.MILLISECONDS);
        long interval = settings.interval.toMillis();
        thread.scheduleWithFixedDelay(this::write, interval, interval, TimeUnit.MILLISECONDS);
    }

    /** Seconds since the offers on disk were the API server's; 0 when none are known. */
    public long ageSeconds() {
        Instant taken = takenAt;
        return taken.equals(Instant.MAX)
                ? 0
                : Math.max(0, Duration.between(taken, clock.instant()).toSeconds());
    }

    /** The routes come from the file, for the API server has not answered yet. */
    public boolean inUse() {
        return restored && !offers.complete.getAsBoolean();
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private void restore() {
        if (offers.complete.getAsBoolean()) {
            return;
        }
        Optional<Snapshot> kept = file.read();
        if (kept.isEmpty()) {
            return;
        }
        Snapshot snapshot = kept.get();
        Instant oldest = clock.instant().minus(settings.maxAge);
        if (snapshot.takenAt().isBefore(oldest)) {
            LOG.error("the snapshot of {} is too old to be used; waiting for the API server", snapshot.takenAt());
            return;
        }
        List<Outcome> outcomes =
                snapshot.offers().stream().map(ServiceOfferReader::read).toList();
        offers.book.restore(outcomes);
        takenAt = snapshot.takenAt();
        restored = true;
        LOG.warn(
                "the API server does not answer; serving {} offers as they were at {}",
                outcomes.size(),
                snapshot.takenAt());
    }

    /** A failure is told once; the gate serves all the same. */
    private void write() {
        if (!offers.complete.getAsBoolean()) {
            return;
        }
        long version = offers.version.getAsLong();
        Instant now = clock.instant();
        try {
            // An unchanged table is written too once it is old, since the age says how far the file can be trusted.
            if (version != writtenVersion || takenAt.isBefore(now.minus(settings.maxAge.dividedBy(4)))) {
                file.write(new Snapshot(
                        now,
                        offers.listed.get().stream()
                                .map(OfferSnapshots::essence)
                                .toList()));
                writtenVersion = version;
                takenAt = now;
            }
            failing = false;
        } catch (IOException | RuntimeException failed) {
            if (!failing) {
                LOG.error("writing the snapshot {} failed and is retried: {}", settings.file, failed.toString());
            }
            failing = true;
        }
    }

    /** The part of an object that answers and reports depend on. */
    private static JsonNode essence(JsonNode object) {
        ObjectNode kept = Json.mapper().createObjectNode();
        kept.set("apiVersion", object.path("apiVersion"));
        kept.set("kind", object.path("kind"));
        ObjectNode metadata = kept.putObject("metadata");
        for (String field :
                List.of("namespace", "name", "uid", "generation", "creationTimestamp", "deletionTimestamp")) {
            if (object.path("metadata").has(field)) {
                metadata.set(field, object.path("metadata").get(field));
            }
        }
        kept.set("spec", object.path("spec"));
        ObjectNode status = kept.putObject("status");
        if (object.path("status").has("agentResolution")) {
            status.set("agentResolution", object.path("status").get("agentResolution"));
        }
        ArrayNode conditions = status.putArray("conditions");
        object.path("status").path("conditions").forEach(condition -> {
            if (condition.path("type").asText().equals(UPSTREAM_HEALTHY)) {
                conditions.add(condition);
            }
        });
        return kept;
    }
}
