/**
 * Who owns which field: the sets behind {@code metadata.managedFields} and the merge behind server-side apply.
 *
 * <p>Follows the algorithm of Kubernetes' structured-merge-diff (v6), because clients see its results: owners, conflicts and
 * removals must come out as they do on a real API server. Pure; knows neither HTTP nor storage.
 */
@NullMarked
package io.offerflow.dev.kube.fields;

import org.jspecify.annotations.NullMarked;
