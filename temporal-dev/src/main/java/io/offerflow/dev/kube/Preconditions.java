package io.offerflow.dev.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offerflow.dev.kube.schema.Violation;
import java.util.List;

/** Optimistic locking: what a client says the object must still be. */
final class Preconditions {

    private Preconditions() {}

    /** @param sent the wanted object, or an applied part of it */
    static void check(Target target, ObjectNode live, ObjectNode sent) {
        String uid = Metadata.uid(sent);
        if (!uid.isEmpty() && !uid.equals(Metadata.uid(live))) {
            throw ApiFailure.invalid(
                    target.type(),
                    target.name(),
                    List.of(Violation.invalid("metadata.uid", uid, "field is immutable")));
        }
        String revision = Metadata.resourceVersion(sent);
        if (!revision.isEmpty() && !revision.equals(Metadata.resourceVersion(live))) {
            throw ApiFailure.conflict(
                    target.type(),
                    target.name(),
                    "the object has been modified; please apply your changes to the latest version and try again");
        }
    }

    /** What a PUT must say beyond that: most custom kinds name the version that is replaced. */
    static void checkReplace(Target target, ObjectNode live, ObjectNode sent) {
        if (Metadata.resourceVersion(sent).isEmpty() && !target.type().traits().unconditionalUpdate()) {
            throw ApiFailure.invalidResource(
                    target.type(),
                    target.name(),
                    Violation.invalid("metadata.resourceVersion", Json.number(0), "must be specified for an update"));
        }
        String uid = Metadata.uid(sent);
        if (!uid.isEmpty() && !uid.equals(Metadata.uid(live))) {
            throw ApiFailure.conflict(
                    target.type(),
                    target.name(),
                    "StorageError: invalid object, Code: 4, Key: " + target.storageKey()
                            + ", ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: "
                            + uid
                            + ", UID in object meta: " + Metadata.uid(live));
        }
    }

    static void checkDelete(Target target, ObjectNode live, JsonNode options) {
        JsonNode preconditions = options.path("preconditions");
        String uid = preconditions.path("uid").asText("");
        if (!uid.isEmpty() && !uid.equals(Metadata.uid(live))) {
            throw ApiFailure.deleteConflict(
                    target.type(),
                    target.name(),
                    "the UID in the precondition (" + uid + ") does not match the UID in record (" + Metadata.uid(live)
                            + "). The object might have been deleted and then recreated");
        }
        String revision = preconditions.path("resourceVersion").asText("");
        if (!revision.isEmpty() && !revision.equals(Metadata.resourceVersion(live))) {
            throw ApiFailure.deleteConflict(
                    target.type(),
                    target.name(),
                    "the ResourceVersion in the precondition (" + revision
                            + ") does not match the ResourceVersion in record (" + Metadata.resourceVersion(live)
                            + "). The object might have been modified");
        }
    }
}
