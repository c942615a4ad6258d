package io.offerflow.dev.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** What the server itself reads and writes in {@code metadata}. */
final class Metadata {

    /** Fields a client cannot change; an update keeps what is stored. */
    private static final List<String> SERVER_OWNED = List.of(
            "uid",
            "creationTimestamp",
            "deletionTimestamp",
            "deletionGracePeriodSeconds",
            "generation",
            "selfLink",
            "generateName",
            "resourceVersion");

    private Metadata() {}

    static ObjectNode of(ObjectNode object) {
        return object.withObjectProperty("metadata");
    }

    static String name(JsonNode object) {
        return Json.text(object, "metadata", "name");
    }

    static String namespace(JsonNode object) {
        return Json.text(object, "metadata", "namespace");
    }

    static String uid(JsonNode object) {
        return Json.text(object, "metadata", "uid");
    }

    static String resourceVersion(JsonNode object) {
        return Json.text(object, "metadata", "resourceVersion");
    }

    static boolean deleting(JsonNode object) {
        return object.path("metadata").hasNonNull("deletionTimestamp");
    }

    static List<String> finalizers(JsonNode object) {
        List<String> out = new ArrayList<>();
        object.path("metadata").path("finalizers").forEach(f -> out.add(f.asText()));
        return out;
    }

    static void setFinalizers(ObjectNode object, List<String> finalizers) {
        if (finalizers.isEmpty()) {
            of(object).remove("finalizers");
        } else {
            ArrayNode list = of(object).putArray("finalizers");
            finalizers.forEach(list::add);
        }
    }

    static void keepServerOwned(ObjectNode live, ObjectNode next) {
        ObjectNode metadata = of(next);
        for (String field : SERVER_OWNED) {
            JsonNode kept = live.path("metadata").get(field);
            if (kept == null) {
                metadata.remove(field);
            } else {
                metadata.set(field, kept);
            }
        }
    }

    static void bumpGeneration(ObjectNode object) {
        long generation = object.path("metadata").path("generation").asLong();
        if (generation > 0) {
            of(object).set("generation", Json.number(generation + 1));
        }
    }

    /** Whether anything but metadata and status differs. */
    static boolean sameIntent(ObjectNode a, ObjectNode b) {
        return intent(a).equals(intent(b));
    }

    private static ObjectNode intent(ObjectNode object) {
        ObjectNode out = Json.object();
        out.setAll(object);
        return out.without(List.of("metadata", "status", "apiVersion"));
    }

    /** Whether a write would change nothing that counts: times in managedFields do not. */
    static boolean sameObject(ObjectNode a, ObjectNode b) {
        return withoutTimes(a).equals(withoutTimes(b));
    }

    private static ObjectNode withoutTimes(ObjectNode object) {
        ObjectNode out = object.deepCopy();
        out.path("metadata").path("managedFields").forEach(entry -> ((ObjectNode) entry).remove("time"));
        return out;
    }

    /** As the API server writes times: RFC 3339, whole seconds. */
    static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
