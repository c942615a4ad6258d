package io.offerflow.cluster.gate;

import io.offerflow.api.gate.GateReport;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One replica's list of everything that it knows. */
public sealed interface RouteListing {

    /** Nothing changed since the ETag that was sent. */
    record Unchanged() implements RouteListing {}

    /** {@code etag} goes into the next question. */
    record Listed(@Nullable String etag, List<GateReport> reports) implements RouteListing {}

    /** {@code failure} is a stable phrase. */
    record Unreachable(String failure) implements RouteListing {}
}
