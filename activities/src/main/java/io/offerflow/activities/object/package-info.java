/**
 * What activities of all kinds of custom resources do to the API server: read and patch exactly one object, apply and delete its children,
 * write its status and Events. Knows nothing of what an offer or an agent is.
 */
@NullMarked
package io.offerflow.activities.object;

import org.jspecify.annotations.NullMarked;
