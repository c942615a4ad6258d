package io.offerflow.dev.kube;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * One committed write. {@code before} is null for a created object; {@code after} is null for a removed one, whose {@code before}
 * then carries the resourceVersion of the removal.
 */
record Change(long revision, String storage, ObjectKey key, @Nullable ObjectNode before, @Nullable ObjectNode after) {}
