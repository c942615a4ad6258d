/**
 * The real Kubernetes API server, for tests and the dev stack, where its programs are on the machine.
 *
 * <p>One etcd, one kube-apiserver and one kube-controller-manager with garbage collection and namespace deletion only: nothing
 * schedules or runs pods, so that whoever uses it decides what the status of a Deployment or a Gateway is. Everything listens on the
 * loopback address.
 */
@NullMarked
package io.offerflow.dev.kube.real;

import org.jspecify.annotations.NullMarked;
