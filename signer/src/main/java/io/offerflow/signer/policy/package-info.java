/**
 * What the keys may be used for. {@link io.offerflow.signer.policy.PolicyCheck} decides from a request and the policy alone;
 * {@link io.offerflow.signer.policy.DailyTotals} and {@link io.offerflow.signer.policy.RateLimit} remember. Everything that is not allowed is
 * refused, and so is every amount that cannot be read.
 */
@NullMarked
package io.offerflow.signer.policy;

import org.jspecify.annotations.NullMarked;
