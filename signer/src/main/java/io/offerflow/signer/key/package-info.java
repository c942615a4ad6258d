/** The keys that are signed with, and where they and the other secrets come from. A secret is read where it is used and stands in no text. */
@NullMarked
package io.offerflow.signer.key;

import org.jspecify.annotations.NullMarked;
