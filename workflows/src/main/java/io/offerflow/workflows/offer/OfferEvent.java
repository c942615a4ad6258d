package io.offerflow.workflows.offer;

/** A Kubernetes Event about the offer. */
public record OfferEvent(Type type, String reason, String message) {

    /** Serialised by its name, as Kubernetes spells it. */
    public enum Type {
        Normal,
        Warning
    }
}
