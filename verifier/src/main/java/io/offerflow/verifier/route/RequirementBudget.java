package io.offerflow.verifier.route;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.offerflow.api.Json;
import io.offerflow.api.route.Requirement;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Keeps the extras of a requirement small enough for a header: clients stop reading at about 16 kB, and some facilitators refuse challenges
 * beyond 3 kB. It happens once, before a requirement is used at all, so that what is advertised and what is settled stay the same.
 */
final class RequirementBudget {
    /** Characters of JSON for the extras of all requirements of one challenge. */
    private static final int MAX_EXTRAS = 500;

    private RequirementBudget() {}

    static List<Requirement> fit(List<Requirement> requirements) {
        if (requirements.stream().allMatch(r -> r.extras().isEmpty())) {
            return requirements;
        }
        int share = MAX_EXTRAS / requirements.size();
        return requirements.stream().map(r -> fit(r, share)).toList();
    }

    private static Requirement fit(Requirement r, int limit) {
        if (r.extras().isEmpty() || size(r.extras()) <= limit) {
            return r;
        }
        SortedMap<String, Object> kept = new TreeMap<>(r.extras());
        while (size(kept) > limit) {
            kept.entrySet().stream()
                    .max(Comparator.comparingInt(entry -> size(entry.getValue())))
                    .map(Map.Entry::getKey)
                    .ifPresent(kept::remove);
        }
        return new Requirement(r.chain(), r.token(), r.amount(), r.payTo(), r.maxTimeoutSeconds(), kept);
    }

    private static int size(Object value) {
        try {
            return Json.mapper().writeValueAsString(value).length();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("extras are strings and lists", e);
        }
    }
}
