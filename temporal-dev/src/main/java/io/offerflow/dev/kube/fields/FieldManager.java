package io.offerflow.dev.kube.fields;

/** Who writes: the name a client gave, and the part of the object (empty, or {@code status}) it writes through. */
public record FieldManager(String name, String subresource) {}
