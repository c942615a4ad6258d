/**
 * What the workflows of identities do to the cluster and ask of chains. Documents are rendered here, at every look anew, because what they say may change
 * with a release while a workflow's history must replay.
 */
@NullMarked
package io.offerflow.activities.identity;

import org.jspecify.annotations.NullMarked;
