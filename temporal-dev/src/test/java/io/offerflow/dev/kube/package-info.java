@NullMarked
package io.offerflow.dev.kube;

import org.jspecify.annotations.NullMarked;
