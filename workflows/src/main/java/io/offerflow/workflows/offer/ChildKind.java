package io.offerflow.workflows.offer;

/** The kinds of children an offer has, in the order in which they are applied; deleted in reverse. */
public enum ChildKind {
    MIDDLEWARE("traefik.io/v1alpha1", "Middleware", "middlewares"),
    HTTP_ROUTE("gateway.networking.k8s.io/v1", "HTTPRoute", "httproutes");

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
}
