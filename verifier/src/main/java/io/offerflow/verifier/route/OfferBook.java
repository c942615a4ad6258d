package io.offerflow.verifier.route;

import io.offerflow.api.Ref;
import io.offerflow.cluster.ServiceOfferReader.Outcome;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All offers as last seen, turned into a new table after every change that matters. Changes that arrive while a table is being built share
 * the next one. Also watches the clock for ends of drains.
 */
public final class OfferBook implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OfferBook.class);

    /** A request asks the clock itself; this only bounds how late reports and path owners follow the end of a drain. */
    private static final long TICK_MILLIS = 200;

    /** After a defect. */
    private static final long RETRY_MILLIS = 1_000;

    private final InstantSource clock;
    private final AgentModel agentModel;
    private final Consumer<RouteTable> publish;
    private final ScheduledThreadPoolExecutor builder;
    /** Changes that no table has yet; empty for an offer that is gone. */
    private Map<Ref, Optional<KnownOffer>> pending = new LinkedHashMap<>();
    /** Those that the next table will have. */
    private Map<Ref, Optional<KnownOffer>> building = Map.of();

    private RouteTable built = RouteTable.EMPTY;

    private boolean complete;
    private boolean dirty;
    /** Touched by the builder's thread only. */
    private final OfferModel model = new OfferModel();

    private long version;
    private volatile Instant nextChange = Instant.MAX;

    /** @param publish called on the builder's thread only, in order */
    public OfferBook(InstantSource clock, AgentModel agentModel, Consumer<RouteTable> publish) {
        this.clock = clock;
        this.agentModel = agentModel;
        this.publish = publish;
        this.builder = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("routes").factory());
        builder.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    public void put(Outcome outcome) {
        KnownOffer offer = KnownOffer.of(outcome, clock.instant(), agentModel);
        synchronized (this) {
            KnownOffer before = latest(offer.ref());
            if (before == null || !before.sameAs(offer)) {
                pending.put(offer.ref(), Optional.of(offer));
                changed();
            }
        }
    }

    public synchronized void remove(Ref ref) {
        if (latest(ref) != null) {
            pending.put(ref, Optional.empty());
            changed();
        }
    }

    /** Every offer of the first list has been put: what is not known now does not exist. */
    public synchronized void completed() {
        if (!complete) {
            complete = true;
            changed();
        }
    }

    /** Offers as an older source knew them, to serve until the API server's list is in; what is known already stays. */
    public void restore(Collection<Outcome> outcomes) {
        Instant now = clock.instant();
        List<KnownOffer> restored = outcomes.stream()
                .map(outcome -> KnownOffer.of(outcome, now, agentModel))
                .toList();
        synchronized (this) {
            if (!complete) {
                restored.stream()
                        .filter(offer -> latest(offer.ref()) == null)
                        .forEach(offer -> pending.put(offer.ref(), Optional.of(offer)));
                completed();
            }
        }
    }

    /** The list of the API server is in: what it does not name does not exist, whatever an older source said. */
    public synchronized void completed(Set<Ref> listed) {
        Set<Ref> known = new HashSet<>(built.refs());
        known.addAll(building.keySet());
        known.addAll(pending.keySet());
        known.stream().filter(ref -> !listed.contains(ref)).forEach(this::remove);
        completed();
    }

    @Override
    public void close() {
        builder.shutdownNow();
    }

    /** As seen last, whether a table has it already or not; null when it is gone. */
    private @Nullable KnownOffer latest(Ref ref) {
        Optional<KnownOffer> coming = pending.containsKey(ref) ? pending.get(ref) : building.get(ref);
        return coming == null ? built.known(ref) : coming.orElse(null);
    }

    private void changed() {
        if (!dirty && !builder.isShutdown()) {
            dirty = true;
            builder.execute(this::rebuild);
        }
    }

    private void tick() {
        if (!clock.instant().isBefore(nextChange)) {
            rebuild();
        }
    }

    /** A defect in one build must not end all later ones; the last good table stays. */
    private void rebuild() {
        try {
            build();
        } catch (RuntimeException defect) {
            LOG.error("building the route table failed; the previous one stays in use", defect);
            putBack();
        }
    }

    private void build() {
        Map<Ref, Optional<KnownOffer>> changes;
        boolean whole;
        synchronized (this) {
            dirty = false;
            changes = pending;
            building = changes;
            pending = new LinkedHashMap<>();
            whole = complete;
        }
        Instant now = clock.instant();
        Map<Ref, Optional<KnownOffer>> failed = change(changes, now);
        model.tick(now);
        nextChange = model.nextChange();
        RouteTable table = model.table(new RouteTable.Edition(now, ++version, whole));
        synchronized (this) {
            built = table;
            building = failed;
        }
        publish.accept(table);
        if (!failed.isEmpty()) {
            putBack();
        }
    }

    /** One offer's defect must not keep the others from changing. */
    private Map<Ref, Optional<KnownOffer>> change(Map<Ref, Optional<KnownOffer>> changes, Instant now) {
        Map<Ref, Optional<KnownOffer>> failed = new LinkedHashMap<>();
        changes.forEach((ref, offer) -> {
            try {
                model.change(ref, offer.orElse(null), now);
            } catch (RuntimeException defect) {
                LOG.error("a change of {} failed; it is tried again", ref, defect);
                failed.put(ref, offer);
            }
        });
        return failed;
    }

    /** What has not come into use is tried again, unless it has been overtaken: a deletion that is lost would be sold for ever. */
    private synchronized void putBack() {
        building.forEach(pending::putIfAbsent);
        building = Map.of();
        if (!builder.isShutdown()) {
            builder.schedule(this::rebuild, RETRY_MILLIS, TimeUnit.MILLISECONDS);
        }
    }
}
