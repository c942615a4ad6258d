package io.offerflow.workflows.entity;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A child as found.
 *
 * @param renderedHash its annotation, null when it has none
 * @param intact our field manager still owns every field that we render
 * @param otherManager who owns what we lost, when not intact
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ChildView(boolean exists, @Nullable String renderedHash, boolean intact, @Nullable String otherManager) {

    public static final ChildView ABSENT = new ChildView(false, null, false, null);
}
