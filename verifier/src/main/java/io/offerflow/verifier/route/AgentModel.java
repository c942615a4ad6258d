package io.offerflow.verifier.route;

import io.offerflow.api.route.Requirement;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Whether challenges tell buyers which model an agent uses. */
public enum AgentModel {
    SHOWN,
    HIDDEN;

    static final String EXTRA = "agentModel";

    /** Before a requirement is used at all, so that what is advertised and what is settled stay the same. */
    List<Requirement> told(List<Requirement> requirements) {
        return this == SHOWN
                ? requirements
                : requirements.stream().map(AgentModel::without).toList();
    }

    private static Requirement without(Requirement r) {
        if (!r.extras().containsKey(EXTRA)) {
            return r;
        }
        SortedMap<String, Object> kept = new TreeMap<>(r.extras());
        kept.remove(EXTRA);
        return new Requirement(r.chain(), r.token(), r.amount(), r.payTo(), r.maxTimeoutSeconds(), kept);
    }
}
