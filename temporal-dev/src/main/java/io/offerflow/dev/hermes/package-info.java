/** Stand-ins where no kubelet runs: pods of agents that are always ready at once, and a Hermes that answers without a model. */
@NullMarked
package io.offerflow.dev.hermes;

import org.jspecify.annotations.NullMarked;
