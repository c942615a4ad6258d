package io.offerflow.watcher.settlement;

import io.offerflow.api.settlement.OpenSettlement;
import io.offerflow.cluster.gate.SettlementListing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One replica's list as last heard, and when to ask again. Of the pulse's thread. */
final class Outbox {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    /** Between two answers, should lists change all the time. */
    private static final Duration BREATH = Duration.ofMillis(200);

    private boolean asking;
    private int failures;
    private Instant due = Instant.MIN;
    private @Nullable String etag;
    private List<OpenSettlement> listed = List.of();

    boolean askable(Instant now) {
        return !asking && !now.isBefore(due);
    }

    @Nullable
    String asking() {
        asking = true;
        return etag;
    }

    void answered(SettlementListing listing, Instant now) {
        asking = false;
        switch (listing) {
            case SettlementListing.Unchanged unchanged -> heard(now);
            case SettlementListing.Listed fresh -> {
                etag = fresh.etag();
                listed = fresh.open();
                heard(now);
            }
            case SettlementListing.Unreachable away -> {
                Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failures, 5));
                failures++;
                due = now.plus(pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause);
            }
        }
    }

    private void heard(Instant now) {
        failures = 0;
        due = now.plus(BREATH);
    }

    boolean reachable() {
        return failures == 0;
    }

    List<OpenSettlement> listed() {
        return listed;
    }
}
