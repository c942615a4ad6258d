/**
 * What all pods of ours are made of, so that none forgets a part of the restricted Pod Security Standard.
 */
@NullMarked
package io.offerflow.workflows.pod;

import org.jspecify.annotations.NullMarked;
