/** Lines that survive a crash once they are written: totals of the day and the audit log are of no use otherwise. */
@NullMarked
package io.offerflow.signer.journal;

import org.jspecify.annotations.NullMarked;
