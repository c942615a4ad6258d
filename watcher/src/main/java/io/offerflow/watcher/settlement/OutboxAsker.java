package io.offerflow.watcher.settlement;

import io.offerflow.cluster.gate.SettlementListing;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The gate's replicas, and the question to one of them. Neither blocks the caller. */
public interface OutboxAsker {
    /** The ready replicas; empty while it is not known which there are. */
    Optional<List<URI>> replicas();

    /** Answers exactly once, from any thread, when the list differs from {@code etag} or after half a minute. */
    void unknown(URI replica, @Nullable String etag, Consumer<SettlementListing> answer);
}
