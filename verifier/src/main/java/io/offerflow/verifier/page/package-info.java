/**
 * What people see in a browser instead of JSON. Pages load nothing from elsewhere, every text in them is escaped, and a content security
 * policy lets nothing run but the one script that is ours.
 */
@NullMarked
package io.offerflow.verifier.page;

import org.jspecify.annotations.NullMarked;
