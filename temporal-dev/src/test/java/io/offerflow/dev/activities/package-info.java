/** What the worker's activities do to an API server, on ours and on kube-apiserver alike. */
@NullMarked
package io.offerflow.dev.activities;

import org.jspecify.annotations.NullMarked;
