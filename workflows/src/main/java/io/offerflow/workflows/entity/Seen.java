package io.offerflow.workflows.entity;

import io.offerflow.api.Metadata;
import io.offerflow.api.ObjectStatus;
import org.jspecify.annotations.Nullable;

/** What the loop needs to know of an observation, whatever the kind. */
public interface Seen {
    /** Of the object, readable or not; null when it is gone. */
    @Nullable
    Metadata metadata();

    /** The status as stored; empty when there is none. */
    ObjectStatus stored();

    /** Events after which a run continues as new. */
    int historyLimit();

    /** Whether the Temporal namespace knows our search attributes. */
    boolean searchable();
}
