/** The three patch formats that do not track ownership: JSON merge patch, JSON patch and strategic merge patch. */
@NullMarked
package io.offerflow.dev.kube.patch;

import org.jspecify.annotations.NullMarked;
