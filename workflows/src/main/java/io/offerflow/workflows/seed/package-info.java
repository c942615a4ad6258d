/**
 * What an agent's disk is sown with: the skills of ours, the first SOUL.md, and the script that brings both onto the disk before Hermes starts.
 * Texts are resources of this package; what is chosen from them is computed here. Apart from reading those resources once, pure.
 */
@NullMarked
package io.offerflow.workflows.seed;

import org.jspecify.annotations.NullMarked;
