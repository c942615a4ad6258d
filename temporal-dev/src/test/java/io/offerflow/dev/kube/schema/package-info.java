@NullMarked
package io.offerflow.dev.kube.schema;

import org.jspecify.annotations.NullMarked;
