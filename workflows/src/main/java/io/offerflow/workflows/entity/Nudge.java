package io.offerflow.workflows.entity;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Something about the object may have changed.
 *
 * @param uid the object's uid as the watcher saw it, null when it saw a deletion or a child only
 * @param generation the newest generation seen, 0 when unknown; a newer one ends a long wait
 * @param reason why, for people who read the history
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Nudge(@Nullable String uid, long generation, String reason) {}
