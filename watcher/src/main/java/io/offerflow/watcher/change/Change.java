package io.offerflow.watcher.change;

import io.offerflow.watcher.nudge.Cause;

/** A change that matters, with the sentence that the workflow's history will show. */
public record Change(Cause cause, String sentence) {
    Change(Cause cause) {
        this(cause, cause.sentence());
    }
}
