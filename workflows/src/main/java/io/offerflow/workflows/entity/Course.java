package io.offerflow.workflows.entity;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a plan means for the order of a workflow's commands, and nothing else of it. It is written into the history, so that a replay takes the way that
 * was taken, even where a newer version renders a child or words a condition otherwise: what was planned may change from version to version, the
 * way back through an old history does not.
 *
 * @param acts there are steps to apply
 * @param gone nothing is left of the object
 * @param tells the status differs from the stored one
 * @param indexes the search attributes change
 * @param wakeAt when to look again without a nudge; null for never
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Course(boolean acts, boolean gone, boolean tells, boolean indexes, @Nullable Instant wakeAt) {}
