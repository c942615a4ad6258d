package io.offerflow.dev.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Delete: marks while something must still be finished, removes when nothing must. */
final class Deletion {

    static final String FOREGROUND = "foregroundDeletion";
    static final String ORPHAN = "orphan";

    private static final Set<String> PROTECTED = Set.of("default", "kube-system", "kube-public");

    private final Cluster cluster;

    Deletion(Cluster cluster) {
        this.cluster = cluster;
    }

    /** Marked for deletion and nothing is in the way any more. */
    static boolean finished(ResourceType type, ObjectNode object) {
        return Metadata.deleting(object)
                && Metadata.finalizers(object).isEmpty()
                && !(type.is("", "Namespace")
                        && !object.path("spec").path("finalizers").isEmpty());
    }

    /** Returns the marked object, or a Status when it is gone. */
    ObjectNode delete(Target target, JsonNode options, boolean dryRun) {
        return cluster.store().exclusively(() -> {
            ObjectNode live = target.type().toStored(cluster.get(target));
            Preconditions.checkDelete(target, live, options);
            if (target.type().is("", "Namespace") && PROTECTED.contains(target.name())) {
                throw ApiFailure.forbidden(target.type(), target.name(), "this namespace may not be deleted");
            }
            ObjectNode next = marked(target.type(), live, options);
            if (finished(target.type(), next)) {
                if (!dryRun) {
                    cluster.store().remove(target.type().storage(), target.key());
                }
                return target.type().is("", "Service") ? target.type().fromStored(live) : success(target, live);
            }
            if (!dryRun && !next.equals(live)) {
                next = cluster.store().put(target.type().storage(), target.key(), next);
            }
            return target.type().fromStored(next);
        });
    }

    private ObjectNode marked(ResourceType type, ObjectNode live, JsonNode options) {
        ObjectNode next = live.deepCopy();
        List<String> finalizers = new ArrayList<>(Metadata.finalizers(live));
        String policy = policy(options);
        addWhen(policy.equals("Foreground"), FOREGROUND, finalizers);
        addWhen(policy.equals("Orphan"), ORPHAN, finalizers);
        addWhen(
                type.is(ResourceTypes.CRD_GROUP, "CustomResourceDefinition") && !Metadata.deleting(live),
                BuiltInRules.CRD_FINALIZER,
                finalizers);
        Metadata.setFinalizers(next, finalizers);
        if (!Metadata.deleting(live)) {
            Metadata.of(next).put("deletionTimestamp", cluster.now());
            Metadata.of(next).set("deletionGracePeriodSeconds", Json.number(0));
            Metadata.bumpGeneration(next);
        }
        if (type.is("", "Namespace")) {
            next.withObjectProperty("status").put("phase", "Terminating");
        }
        return next;
    }

    private static void addWhen(boolean wanted, String finalizer, List<String> finalizers) {
        if (wanted && !finalizers.contains(finalizer)) {
            finalizers.add(finalizer);
        }
    }

    private static String policy(JsonNode options) {
        if (options.path("orphanDependents").asBoolean()) {
            return "Orphan";
        }
        return options.path("propagationPolicy").asText("Background");
    }

    private static ObjectNode success(Target target, ObjectNode gone) {
        ObjectNode status = Json.object().put("kind", "Status").put("apiVersion", "v1");
        status.putObject("metadata");
        status.put("status", "Success");
        ObjectNode details = status.putObject("details").put("name", target.name());
        if (!target.type().group().isEmpty()) {
            details.put("group", target.type().group());
        }
        details.put("kind", target.type().plural()).put("uid", Metadata.uid(gone));
        return status;
    }
}
