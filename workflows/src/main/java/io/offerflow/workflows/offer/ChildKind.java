package io.offerflow.workflows.offer;

/** The kinds of children an offer has, in the order in which they are applied; deleted in reverse. */
public enum ChildKind {
    MIDDLEWARE("traefik.io/v1alpha1", "Middleware", "middlewares"),
    REFERENCE_GRANT("gateway.networking.k8s.io/v1beta1", "ReferenceGrant", "referencegrants"),
    HTTP_ROUTE("gateway.networking.k8s.io/v1", "HTTPRoute", "httproutes");

    /** Where the gate lives, and so the consent that routes may lead to it. */
    public static final String GATE_NAMESPACE = "x402";

    private final String apiVersion;
    private final String kind;
    private final String plural;

    ChildKind(String apiVersion, String kind, String plural) {
        this.apiVersion = apiVersion;
        this.kind = kind;
        this.plural = plural;
    }

    public String apiVersion() {
        return apiVersion;
    }

    public String kind() {
        return kind;
    }

    public String plural() {
        return plural;
    }

    /** Where the child of an offer in {@code namespace} lives. */
    public String namespaceFor(String namespace) {
        return this == REFERENCE_GRANT ? GATE_NAMESPACE : namespace;
    }
}
