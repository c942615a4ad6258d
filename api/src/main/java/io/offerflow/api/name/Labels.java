package io.offerflow.api.name;

import io.offerflow.api.Ref;
import java.util.Map;
import java.util.TreeMap;

/** Labels and annotations that the controller writes on its children. */
public final class Labels {
    public static final String MANAGED_BY = "app.kubernetes.io/managed-by";
    public static final String MANAGED_BY_VALUE = "offerflow";
    public static final String OFFER_NAMESPACE = "obol.org/serviceoffer-namespace";
    public static final String OFFER_NAME = "obol.org/serviceoffer-name";
    /** The agent that an object belongs to. */
    public static final String AGENT = "obol.org/agent";

    /** The identity that an object belongs to; of a RegistrationRequest that stands alone, {@link #REGISTRATION}. */
    public static final String IDENTITY = "obol.org/agentidentity";

    public static final String REGISTRATION = "obol.org/registrationrequest";

    public static final String APP_NAME = "app.kubernetes.io/name";
    public static final String APP_INSTANCE = "app.kubernetes.io/instance";
    /** Annotation: hash over what was rendered, so that drift is seen without comparing live objects. */
    public static final String RENDERED_HASH = "obol.org/rendered-hash";
    /** Annotation: the workflow's id of the object that something is kept for, which may be gone. */
    public static final String KEPT_FOR = "obol.org/kept-for";
    /** The field manager of every write. */
    public static final String FIELD_MANAGER = "offerflow";

    /** Label of a keystore whose Agent is gone and whose wallet is kept. */
    public static final String WALLET = "obol.org/wallet";

    public static final String WALLET_RETAINED = "retained";
    /** Annotation: the address of the wallet that a Secret belongs to. */
    public static final String WALLET_ADDRESS = "obol.org/wallet-address";
    /** Name of an agent's signer: its Deployment, Service and NetworkPolicy. */
    public static final String SIGNER = "remote-signer";
    /** What {@link #APP_NAME} says of the server of a registration document. */
    public static final String DOCUMENT = "agent-registration";

    private Labels() {}

    /** The labels of what belongs to an agent's wallet. */
    public static Map<String, String> ofWallet(Ref agent) {
        Map<String, String> labels = ofAgentChild(agent);
        labels.put(APP_NAME, SIGNER);
        return labels;
    }

    /** The labels that select the pod of an agent's signer. */
    public static Map<String, String> selectingSigner(Ref agent) {
        Map<String, String> labels = selectingAgent(agent);
        labels.put(APP_NAME, SIGNER);
        return labels;
    }

    /** The labels of a child of an agent, whose name always fits a label. */
    public static Map<String, String> ofAgentChild(Ref agent) {
        Map<String, String> labels = new TreeMap<>(selectingAgent(agent));
        labels.put(MANAGED_BY, MANAGED_BY_VALUE);
        labels.put(AGENT, Names.bounded("", agent.name(), "", Names.MAX_LABEL));
        return labels;
    }

    /** The labels that Services and policies select the agent's pod by; the reference's, so that adopted Deployments keep theirs. */
    public static Map<String, String> selectingAgent(Ref agent) {
        Map<String, String> labels = new TreeMap<>();
        labels.put(APP_NAME, "hermes");
        labels.put(APP_INSTANCE, Names.bounded("", agent.name(), "", Names.MAX_LABEL));
        return labels;
    }

    /**
     * The labels of what serves a document.
     *
     * @param owner {@link #IDENTITY} or {@link #REGISTRATION}, by what kind the owner is
     */
    public static Map<String, String> ofDocument(String owner, String name) {
        Map<String, String> labels = selectingDocument(owner, name);
        labels.put(MANAGED_BY, MANAGED_BY_VALUE);
        return labels;
    }

    /** The labels that select the pods that serve a document. */
    public static Map<String, String> selectingDocument(String owner, String name) {
        Map<String, String> labels = new TreeMap<>();
        labels.put(APP_NAME, DOCUMENT);
        labels.put(owner, Names.bounded("", name, "", Names.MAX_LABEL));
        return labels;
    }

    /** The labels of a child of an offer. Values over 63 characters are cut with a hash, as Kubernetes limits them. */
    public static Map<String, String> ofOfferChild(Ref offer) {
        Map<String, String> labels = new TreeMap<>();
        labels.put(MANAGED_BY, MANAGED_BY_VALUE);
        labels.put(OFFER_NAMESPACE, Names.bounded("", offer.namespace(), "", Names.MAX_LABEL));
        labels.put(OFFER_NAME, Names.bounded("", offer.name(), "", Names.MAX_LABEL));
        return labels;
    }
}
