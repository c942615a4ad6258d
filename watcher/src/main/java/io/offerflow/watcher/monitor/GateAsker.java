package io.offerflow.watcher.monitor;

import io.offerflow.cluster.gate.RouteListing;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The gate's replicas, and a question to one of them. Neither blocks the caller. */
public interface GateAsker {
    /** The ready replicas; empty while it is not known which there are. */
    Optional<List<URI>> replicas();

    /** Answers exactly once, from any thread. */
    void list(URI replica, @Nullable String etag, Consumer<RouteListing> answer);
}
