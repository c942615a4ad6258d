/**
 * Identities: one document and one id per chain, minted once. {@link ChainPlanner} decides about one chain, {@link IdentityPlanner} and {@link
 * RequestPlanner} about a resource; both are pure. Chains are asked beside the passes ({@link ChainDesk}), so that a slow chain holds up neither
 * documents nor other chains. Nothing is rendered here: an observation says what the cluster has and what it should have by digests.
 */
@NullMarked
package io.offerflow.workflows.identity;

import org.jspecify.annotations.NullMarked;
