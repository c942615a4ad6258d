package io.offerflow.workflows.entity;

import java.util.List;

/** The kinds of children that objects have, those of one object in the order in which they are applied. */
public enum ChildKind {
    MIDDLEWARE("traefik.io/v1alpha1", "Middleware", "middlewares"),
    REFERENCE_GRANT("gateway.networking.k8s.io/v1beta1", "ReferenceGrant", "referencegrants"),
    HTTP_ROUTE("gateway.networking.k8s.io/v1", "HTTPRoute", "httproutes"),
    SERVICE_ACCOUNT("v1", "ServiceAccount", "serviceaccounts"),
    VOLUME_CLAIM("v1", "PersistentVolumeClaim", "persistentvolumeclaims"),
    CONFIG_MAP("v1", "ConfigMap", "configmaps"),
    SOUL("v1", "ConfigMap", "configmaps"),
    SKILLS("v1", "ConfigMap", "configmaps"),
    SECRET("v1", "Secret", "secrets"),
    DEPLOYMENT("apps/v1", "Deployment", "deployments"),
    SERVICE("v1", "Service", "services"),
    NETWORK_POLICY("networking.k8s.io/v1", "NetworkPolicy", "networkpolicies"),
    SIGNER_POLICY("networking.k8s.io/v1", "NetworkPolicy", "networkpolicies"),
    SIGNER_DEPLOYMENT("apps/v1", "Deployment", "deployments"),
    SIGNER_SERVICE("v1", "Service", "services"),
    REGISTRATION("obol.org/v1alpha1", "RegistrationRequest", "registrationrequests");

    /** Those of a ServiceOffer. */
    public static final List<ChildKind> OF_OFFERS = List.of(MIDDLEWARE, REFERENCE_GRANT, HTTP_ROUTE);

    /** Those of an Agent. */
    public static final List<ChildKind> OF_AGENTS = List.of(
            SERVICE_ACCOUNT, VOLUME_CLAIM, CONFIG_MAP, SOUL, SKILLS, SECRET, NETWORK_POLICY, DEPLOYMENT, SERVICE);

    /** Those of an Agent's wallet besides its Secrets. */
    public static final List<ChildKind> OF_WALLETS = List.of(SIGNER_POLICY, SIGNER_DEPLOYMENT, SIGNER_SERVICE);

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

    /** Empty for the core group. */
    public String group() {
        int slash = apiVersion.indexOf('/');
        return slash < 0 ? "" : apiVersion.substring(0, slash);
    }

    public String version() {
        return apiVersion.substring(apiVersion.indexOf('/') + 1);
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

    /** Where the child of an object in {@code namespace} lives. */
    public String namespaceFor(String namespace) {
        return this == REFERENCE_GRANT ? GATE_NAMESPACE : namespace;
    }
}
