package io.offerflow.workflows.entity;

/** A Kubernetes Event about an object. */
public record EntityEvent(Type type, String reason, String message) {

    /** Serialised by its name, as Kubernetes spells it. */
    public enum Type {
        Normal,
        Warning
    }
}
