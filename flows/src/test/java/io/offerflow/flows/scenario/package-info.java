/**
 * What a seller or a buyer sees, end to end: each class is one promise of the project, kept on the embedded stack always and on the real
 * Kubernetes API server and Temporal server where their programs are on the machine.
 */
@NullMarked
package io.offerflow.flows.scenario;

import org.jspecify.annotations.NullMarked;
