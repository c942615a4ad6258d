package io.offerflow.verifier.route;

import io.offerflow.api.Ref;
import io.offerflow.cluster.ServiceOfferReader.Outcome;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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
    /** Paths of deleted offers that stay closed; the oldest are forgotten first. */
    private static final int MAX_RETIRED = 10_000;

    private final InstantSource clock;
    private final Consumer<RouteTable> publish;
    private final ScheduledThreadPoolExecutor builder;
    private final Map<Ref, KnownOffer> offers = new TreeMap<>();
    private final Set<String> retired = new LinkedHashSet<>();
    private boolean complete;
    private boolean dirty;
    private long version;
    private volatile Instant nextChange = Instant.MAX;

    /** @param publish called on the builder's thread only, in order */
    public OfferBook(InstantSource clock, Consumer<RouteTable> publish) {
        this.clock = clock;
        this.publish = publish;
        this.builder = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("routes").factory());
        builder.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    public synchronized void put(Outcome outcome) {
        KnownOffer offer = KnownOffer.of(outcome, clock.instant());
        KnownOffer before = offers.put(offer.ref(), offer);
        if (before == null || !before.sameAs(offer)) {
            retire(before, offer.closedPath().orElse(null));
            changed();
        }
    }

    public synchronized void remove(Ref ref) {
        KnownOffer before = offers.remove(ref);
        if (before != null) {
            retire(before, null);
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

    @Override
    public void close() {
        builder.shutdownNow();
    }

    /** Keeps the path of an offer that is gone or moved, so that nothing turns free because its offer went away. */
    private void retire(@Nullable KnownOffer before, @Nullable String now) {
        String path = before == null ? null : before.closedPath().orElse(null);
        if (path == null || path.equals(now)) {
            return;
        }
        retired.remove(path);
        retired.add(path);
        if (retired.size() > MAX_RETIRED) {
            retired.remove(retired.iterator().next());
        }
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
        }
    }

    private void build() {
        List<KnownOffer> all;
        List<String> gone;
        boolean whole;
        long number;
        synchronized (this) {
            dirty = false;
            all = new ArrayList<>(offers.values());
            gone = List.copyOf(retired);
            whole = complete;
            number = ++version;
        }
        RouteTable table = new RouteTableBuilder(all, clock.instant()).build(number, whole, gone);
        nextChange = table.nextChange();
        publish.accept(table);
    }
}
