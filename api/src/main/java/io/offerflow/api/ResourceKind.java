package io.offerflow.api;

import io.offerflow.api.identity.AgentIdentity;
import io.offerflow.api.identity.RegistrationRequest;
import java.util.Locale;

/** The custom resources that have a workflow of their own. */
public enum ResourceKind {
    SERVICE_OFFER("ServiceOffer", "serviceoffers", ServiceOffer.FINALIZER),
    AGENT("Agent", "agents", Agent.FINALIZER),
    AGENT_IDENTITY("AgentIdentity", "agentidentities", AgentIdentity.FINALIZER),
    REGISTRATION_REQUEST("RegistrationRequest", "registrationrequests", RegistrationRequest.FINALIZER);

    public static final String GROUP = "obol.org";
    public static final String VERSION = "v1alpha1";
    public static final String API_VERSION = GROUP + "/" + VERSION;

    private final String kind;
    private final String plural;
    private final String finalizer;

    ResourceKind(String kind, String plural, String finalizer) {
        this.kind = kind;
        this.plural = plural;
        this.finalizer = finalizer;
    }

    public String kind() {
        return kind;
    }

    public String plural() {
        return plural;
    }

    /** That of offers and agents is the reference controller's, kept so that its objects work here unchanged. */
    public String finalizer() {
        return finalizer;
    }

    /** As kubectl takes it: {@code serviceoffer}. */
    public String singular() {
        return kind.toLowerCase(Locale.ROOT);
    }

    /** The id of the workflow of one object: one per custom resource. */
    public String workflowId(Ref ref) {
        return singular() + "/" + ref;
    }
}
