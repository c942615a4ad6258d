@NullMarked
package io.offerflow.dev.kube.fields;

import org.jspecify.annotations.NullMarked;
