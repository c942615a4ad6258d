package io.offerflow.cluster.gate;

import io.offerflow.api.settlement.OpenSettlement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One replica's list of settlements whose outcome is unknown. */
public sealed interface SettlementListing {

    /** Nothing changed since the ETag that was sent. */
    record Unchanged() implements SettlementListing {}

    /** {@code etag} goes into the next question. */
    record Listed(@Nullable String etag, List<OpenSettlement> open) implements SettlementListing {}

    /** {@code failure} is a stable phrase. */
    record Unreachable(String failure) implements SettlementListing {}
}
