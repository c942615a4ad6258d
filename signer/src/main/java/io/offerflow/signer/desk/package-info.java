/**
 * One request from its bytes to its end: read, judged, counted, signed, written down, in this order. No signature leaves without a charge that
 * is on the disk before it is made, and a line in the audit log before it is told.
 */
@NullMarked
package io.offerflow.signer.desk;

import org.jspecify.annotations.NullMarked;
