/**
 * The remote signer: holds keys, and signs with them what a policy allows. It knows no cluster, no chain and no workflow; whoever can make it
 * sign can do no more than its policy says.
 */
@NullMarked
package io.offerflow.signer;

import org.jspecify.annotations.NullMarked;
