package io.offerflow.dev.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Who exists and who names whom as owner, by uid. Kept by one thread from the store's changes. */
final class OwnerGraph {

    /** Where an object is kept. */
    record Place(String storage, ObjectKey key) {}

    private final Map<String, Place> places = new HashMap<>();
    private final Map<String, Set<Place>> dependents = new HashMap<>();

    void apply(Change change) {
        Place place = new Place(change.storage(), change.key());
        if (change.before() != null) {
            owners(change.before())
                    .forEach(
                            uid -> dependents.getOrDefault(uid, new HashSet<>()).remove(place));
        }
        if (change.after() != null) {
            places.put(Metadata.uid(change.after()), place);
            owners(change.after()).forEach(uid -> dependents
                    .computeIfAbsent(uid, u -> new HashSet<>())
                    .add(place));
        } else if (change.before() != null) {
            places.remove(Metadata.uid(change.before()));
        }
    }

    static List<String> owners(ObjectNode object) {
        return StreamSupport.stream(
                        object.path("metadata").path("ownerReferences").spliterator(), false)
                .map(reference -> reference.path("uid").asText())
                .toList();
    }

    /** Whether a dependent holds up the foreground deletion of its owner. */
    static boolean blocks(JsonNode dependent, String ownerUid) {
        for (JsonNode reference : dependent.path("metadata").path("ownerReferences")) {
            if (reference.path("uid").asText().equals(ownerUid)) {
                return reference.path("blockOwnerDeletion").asBoolean();
            }
        }
        return false;
    }

    @Nullable
    Place place(String uid) {
        return places.get(uid);
    }

    boolean isOrphan(ObjectNode object) {
        List<String> owners = owners(object);
        return !owners.isEmpty() && owners.stream().noneMatch(places::containsKey);
    }

    List<Place> dependents(String uid) {
        return List.copyOf(dependents.getOrDefault(uid, Set.of()));
    }
}
