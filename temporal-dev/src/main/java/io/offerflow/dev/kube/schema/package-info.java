/**
 * What a CustomResourceDefinition's structural schema does to an object: prune, default, validate, and check CEL rules.
 *
 * <p>Pure functions over JSON trees, so that each rule of the API server can be tested without a server. The built-in kinds are
 * described by the same kind of schema, in {@code builtin-kinds.yaml}.
 */
@NullMarked
package io.offerflow.dev.kube.schema;

import org.jspecify.annotations.NullMarked;
