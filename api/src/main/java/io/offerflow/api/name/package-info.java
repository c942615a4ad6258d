/**
 * Names, labels and annotations of everything the controller writes. Injective, and short enough for Kubernetes.
 */
@NullMarked
package io.offerflow.api.name;

import org.jspecify.annotations.NullMarked;
