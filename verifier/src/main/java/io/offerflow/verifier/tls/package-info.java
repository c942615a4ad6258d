/** TLS for the gate's own listeners: a certificate and its key from files, followed while the gate runs. */
@NullMarked
package io.offerflow.verifier.tls;

import org.jspecify.annotations.NullMarked;
