/**
 * What agents can do and where, in the words of OASF. Readers search by these names, so that a misspelt one is a service that nobody finds.
 */
@NullMarked
package io.offerflow.api.oasf;

import org.jspecify.annotations.NullMarked;
