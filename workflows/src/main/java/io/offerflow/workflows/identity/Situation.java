package io.offerflow.workflows.identity;

import io.offerflow.api.Ref;
import java.time.Instant;

/**
 * In what a chain's record is planned.
 *
 * @param identity whose intents they are
 * @param deleting whether the object is on its way out: nothing is minted any more
 * @param farewell whether the registry shall be told that the identity is gone
 */
record Situation(
        Ref identity,
        DocumentView document,
        IdentitySettings settings,
        boolean deleting,
        boolean farewell,
        Instant now) {}
