/** A whole real stack (kube-apiserver, Temporal server, three processes) for tests that kill parts of it and for benchmarks. */
@NullMarked
package io.offerflow.flows.real;

import org.jspecify.annotations.NullMarked;
