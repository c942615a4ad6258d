/**
 * Agents where no kubelet runs: the real Hermes as processes where it is installed ({@code HermesRunner}) and a model for it to ask
 * ({@code ModelStub}); otherwise pods that are ready at once and a Hermes that answers without a model.
 */
@NullMarked
package io.offerflow.dev.hermes;

import org.jspecify.annotations.NullMarked;
