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
    /** Annotation: hash over what was rendered, so that drift is seen without comparing live objects. */
    public static final String RENDERED_HASH = "obol.org/rendered-hash";
    /** The field manager of every write. */
    public static final String FIELD_MANAGER = "offerflow";

    private Labels() {}

    /** The labels of a child of an offer. Values over 63 characters are cut with a hash, as Kubernetes limits them. */
    public static Map<String, String> ofOfferChild(Ref offer) {
        Map<String, String> labels = new TreeMap<>();
        labels.put(MANAGED_BY, MANAGED_BY_VALUE);
        labels.put(OFFER_NAMESPACE, Names.bounded("", offer.namespace(), "", Names.MAX_LABEL));
        labels.put(OFFER_NAME, Names.bounded("", offer.name(), "", Names.MAX_LABEL));
        return labels;
    }
}
