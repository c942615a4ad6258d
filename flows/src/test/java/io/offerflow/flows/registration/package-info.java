/** ERC-8004 registrations through the whole product: custom resources at one end, a chain's registry at the other. */
@NullMarked
package io.offerflow.flows.registration;

import org.jspecify.annotations.NullMarked;
