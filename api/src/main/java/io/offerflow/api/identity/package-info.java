/**
 * ERC-8004 identities as custom resources: who is registered, where, and how far it is. The reference's field names are kept, ours are added. Ids are
 * texts and numbers without bounds: the first one is 0 and the last one has 78 digits.
 */
@NullMarked
package io.offerflow.api.identity;

import org.jspecify.annotations.NullMarked;
