package io.offerflow.api;

import com.fasterxml.jackson.annotation.JsonIgnore;

/** Names one namespaced object. Orders by namespace, then name. */
public record Ref(String namespace, String name) implements Comparable<Ref> {

    /** Reads {@code namespace/name}. */
    public static Ref parse(String text) {
        int slash = text.indexOf('/');
        if (slash <= 0 || slash == text.length() - 1) {
            throw new IllegalArgumentException("expected namespace/name, got \"" + text + "\"");
        }
        return new Ref(text.substring(0, slash), text.substring(slash + 1));
    }

    /** The id of the entity workflow of this offer; see design: one workflow per custom resource. */
    @JsonIgnore
    public String offerWorkflowId() {
        return ResourceKind.SERVICE_OFFER.workflowId(this);
    }

    @Override
    public int compareTo(Ref other) {
        int byNamespace = namespace.compareTo(other.namespace);
        return byNamespace != 0 ? byNamespace : name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
