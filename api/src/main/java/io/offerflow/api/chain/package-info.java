/**
 * Chains and tokens that can be priced. The only table of its kind: gate, CLI, catalog and workflows all read this one.
 */
@NullMarked
package io.offerflow.api.chain;

import org.jspecify.annotations.NullMarked;
