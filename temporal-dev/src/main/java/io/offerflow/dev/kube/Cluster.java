package io.offerflow.dev.kube;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** What every part of the server works on: the objects, the kinds, the clock. */
record Cluster(ObjectStore store, ResourceTypes types, InstantSource clock) {

    String now() {
        return Metadata.time(clock.instant());
    }

    /** The stored object in the target's version, or null. */
    @Nullable
    ObjectNode find(Target target) {
        ObjectNode stored = store.get(target.type().storage(), target.key());
        return stored == null ? null : target.type().fromStored(stored);
    }

    ObjectNode get(Target target) {
        ObjectNode found = find(target);
        if (found == null) {
            throw ApiFailure.notFound(target.type(), target.name());
        }
        return found;
    }

    Target targetOf(ResourceType type, ObjectNode object) {
        return new Target(type, Metadata.namespace(object), Metadata.name(object), "");
    }
}
