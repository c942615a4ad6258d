package io.offerflow.workflows.entity;

import java.time.Instant;

/** One line of an entity's story. */
public record TimelineEntry(Instant at, String what) {}
