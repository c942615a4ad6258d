package io.offerflow.watcher.monitor;

import io.offerflow.api.ServiceOffer;
import io.offerflow.api.upstream.UpstreamView;
import java.util.Optional;
import java.util.function.Consumer;

/** Looks at an upstream without blocking the caller. */
@FunctionalInterface
public interface Prober {
    /** Answers exactly once, from any thread; empty when it could not look, which says nothing about the upstream. */
    void look(ServiceOffer offer, Consumer<Optional<UpstreamView>> answer);
}
