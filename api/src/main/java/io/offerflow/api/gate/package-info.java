/**
 * What a verifier replica reports about its routes.
 */
@NullMarked
package io.offerflow.api.gate;

import org.jspecify.annotations.NullMarked;
