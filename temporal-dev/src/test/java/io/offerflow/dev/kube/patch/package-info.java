@NullMarked
package io.offerflow.dev.kube.patch;

import org.jspecify.annotations.NullMarked;
