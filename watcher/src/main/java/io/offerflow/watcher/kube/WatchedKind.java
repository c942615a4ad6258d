package io.offerflow.watcher.kube;

import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.offerflow.api.identity.AgentIdentity;
import io.offerflow.api.name.Labels;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the watcher watches, and why. */
public enum WatchedKind {
    /** The intent. */
    OFFERS("obol.org", "v1alpha1", "ServiceOffer", "serviceoffers", true),
    /** Children: drift, and the Gateway's word. */
    HTTP_ROUTES("gateway.networking.k8s.io", "v1", "HTTPRoute", "httproutes", true),
    MIDDLEWARES("traefik.io", "v1alpha1", "Middleware", "middlewares", true),
    /** Upstreams that appear, disappear or move. */
    SERVICES("", "v1", "Service", "services", true),
    /** Consent to sell across namespaces. */
    GRANTS("gateway.networking.k8s.io", "v1beta1", "ReferenceGrant", "referencegrants", false),
    /** Agents, and what agent offers wait for. */
    AGENTS("obol.org", "v1alpha1", "Agent", "agents", false),
    /** Children of agents: drift, and whether the newest pod is ready. Their Secrets are not watched: this process needs no keys. */
    DEPLOYMENTS("apps", "v1", "Deployment", "deployments", false),
    CONFIG_MAPS("", "v1", "ConfigMap", "configmaps", false),
    SERVICE_ACCOUNTS("", "v1", "ServiceAccount", "serviceaccounts", false),
    VOLUME_CLAIMS("", "v1", "PersistentVolumeClaim", "persistentvolumeclaims", false),
    NETWORK_POLICIES("networking.k8s.io", "v1", "NetworkPolicy", "networkpolicies", false),
    /** Registrations, and what they say to their offers. */
    REGISTRATIONS("obol.org", "v1alpha1", "RegistrationRequest", "registrationrequests", false),
    IDENTITIES("obol.org", "v1alpha1", "AgentIdentity", "agentidentities", false),
    /** Where the reference's tunnel writes its address, which registries are told. */
    TUNNEL("", "v1", "ConfigMap", "configmaps", false),
    /** The gate's replicas. */
    GATE_ENDPOINTS("discovery.k8s.io", "v1", "EndpointSlice", "endpointslices", true);

    private static final Map<String, String> CHILDREN = Map.of(Labels.MANAGED_BY, Labels.MANAGED_BY_VALUE);
    private static final Map<String, String> GATE = Map.of("kubernetes.io/service-name", "x402-verifier");
    private static final String GATE_NAMESPACE = "x402";

    private final ResourceDefinitionContext context;
    private final String plural;
    private final boolean essential;

    WatchedKind(String group, String version, String kind, String plural, boolean essential) {
        this.context = new ResourceDefinitionContext.Builder()
                .withGroup(group)
                .withVersion(version)
                .withKind(kind)
                .withPlural(plural)
                .withNamespaced(true)
                .build();
        this.plural = plural;
        this.essential = essential;
    }

    ResourceDefinitionContext context() {
        return context;
    }

    /** For logs, metrics and readiness. */
    public String plural() {
        return this == TUNNEL ? plural + " of " + AgentIdentity.TUNNEL.namespace() : plural;
    }

    /** Without it nothing can be published, so that its absence counts as not ready. */
    public boolean essential() {
        return essential;
    }

    Map<String, String> labels() {
        return switch (this) {
            case HTTP_ROUTES,
                    MIDDLEWARES,
                    DEPLOYMENTS,
                    CONFIG_MAPS,
                    SERVICE_ACCOUNTS,
                    VOLUME_CLAIMS,
                    NETWORK_POLICIES -> CHILDREN;
            case GATE_ENDPOINTS -> GATE;
            case OFFERS, SERVICES, GRANTS, AGENTS, REGISTRATIONS, IDENTITIES, TUNNEL -> Map.of();
        };
    }

    /** Null for all namespaces. */
    @Nullable
    String namespace() {
        return switch (this) {
            case GATE_ENDPOINTS -> GATE_NAMESPACE;
            case TUNNEL -> AgentIdentity.TUNNEL.namespace();
            default -> null;
        };
    }
}
