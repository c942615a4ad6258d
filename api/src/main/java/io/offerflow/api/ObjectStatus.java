package io.offerflow.api;

import io.offerflow.api.condition.Condition;
import java.util.List;

/** What the statuses of all custom resources have in common. */
public interface ObjectStatus {
    /** Where the object is in its life, for people. */
    String phaseName();

    long observedGeneration();

    List<Condition> conditions();
}
