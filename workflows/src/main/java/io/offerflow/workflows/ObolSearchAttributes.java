package io.offerflow.workflows;

import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.common.SearchAttributeKey;
import java.util.LinkedHashMap;
import java.util.Map;

/** Search attributes of entity workflows, so that an offer is found in the Temporal UI by kind, namespace, name and state. */
public final class ObolSearchAttributes {
    public static final SearchAttributeKey<String> KIND = SearchAttributeKey.forKeyword("ObolKind");
    public static final SearchAttributeKey<String> NAMESPACE = SearchAttributeKey.forKeyword("ObolNamespace");
    public static final SearchAttributeKey<String> NAME = SearchAttributeKey.forKeyword("ObolName");
    public static final SearchAttributeKey<String> PHASE = SearchAttributeKey.forKeyword("ObolPhase");
    public static final SearchAttributeKey<String> REASON = SearchAttributeKey.forKeyword("ObolReason");
    public static final SearchAttributeKey<String> NETWORK = SearchAttributeKey.forKeyword("ObolNetwork");
    public static final SearchAttributeKey<Boolean> READY = SearchAttributeKey.forBoolean("ObolReady");
    public static final SearchAttributeKey<Long> GENERATION = SearchAttributeKey.forLong("ObolGeneration");

    private ObolSearchAttributes() {}

    /** Name and type of each, for registration at a Temporal namespace. */
    public static Map<String, IndexedValueType> types() {
        Map<String, IndexedValueType> types = new LinkedHashMap<>();
        for (SearchAttributeKey<?> key :
                new SearchAttributeKey<?>[] {KIND, NAMESPACE, NAME, PHASE, REASON, NETWORK, READY, GENERATION}) {
            types.put(key.getName(), key.getValueType());
        }
        return types;
    }
}
