package io.offerflow.dev.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offerflow.dev.kube.fields.ApplyConflict;
import io.offerflow.dev.kube.fields.FieldManager;
import io.offerflow.dev.kube.fields.FieldOwnership;
import io.offerflow.dev.kube.schema.Defaults;
import io.offerflow.dev.kube.schema.Violation;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Create, update, patch and apply. Each runs by itself from read to commit, so a patch never loses a race; only a client's own
 * resourceVersion can.
 */
final class ObjectWriter {

    /** The object as it is now, and whether this write made it. */
    record Result(ObjectNode object, boolean created) {}

    private final Cluster cluster;
    private final BuiltInRules builtIn = new BuiltInRules();
    private final ObjectRules rules;

    ObjectWriter(Cluster cluster) {
        this.cluster = cluster;
        this.rules = new ObjectRules(cluster.types());
    }

    ObjectNode create(Target collection, ObjectNode sent, Write write) {
        return cluster.store().exclusively(() -> {
            ObjectNode object = Intake.accept(collection, sent, write);
            if (!Metadata.resourceVersion(object).isEmpty()) {
                throw ApiFailure.unclassified("resourceVersion should not be set on objects to be created");
            }
            chooseName(object);
            Target target = cluster.targetOf(collection.type(), object);
            requireNamespace(target);
            refuse(target, rules.check(target.type(), null, object));
            if (cluster.find(target) != null) {
                throw ApiFailure.alreadyExists(target.type(), target.name());
            }
            stampNew(target.type(), object);
            trackUpdate(target, Json.object(), object, write);
            return insert(target, object, write);
        });
    }

    /** @param change from the object as the target's version shows it to the object that is wanted */
    ObjectNode update(Target target, Write write, UnaryOperator<ObjectNode> change) {
        return cluster.store().exclusively(() -> {
            ObjectNode live = live(target);
            ObjectNode next = Intake.accept(target, change.apply(cluster.get(target)), write);
            Preconditions.check(target, live, next);
            ObjectNode merged = split(target, live, next);
            builtIn.complete(target.type(), merged, cluster.now());
            trackUpdate(target, live, merged, write);
            return replace(target, live, merged, write);
        });
    }

    Result apply(Target target, ObjectNode sent, boolean force, Write write) {
        return cluster.store().exclusively(() -> {
            ObjectNode applied = Intake.acceptApplied(target, sent);
            ObjectNode live = cluster.find(target) == null ? null : live(target);
            if (live == null) {
                requireNamespace(target);
                if (!Metadata.uid(applied).isEmpty()) {
                    throw ApiFailure.conflict(
                            target.type(),
                            target.name(),
                            "uid mismatch: the provided object specified uid " + Metadata.uid(applied)
                                    + ", and no existing object was found");
                }
                ObjectNode object = merge(target, header(applied), applied, force, write);
                refuse(target, rules.check(target.type(), null, object));
                stampNew(target.type(), object);
                return new Result(insert(target, object, write), true);
            }
            ObjectNode next = merge(target, live, applied, force, write);
            Preconditions.check(target, live, next);
            ObjectNode merged = split(target, live, next);
            builtIn.complete(target.type(), merged, cluster.now());
            return new Result(replace(target, live, merged, write), false);
        });
    }

    private ObjectNode live(Target target) {
        return target.type().toStored(cluster.get(target));
    }

    private static ObjectNode header(ObjectNode object) {
        return Json.object()
                .put("apiVersion", object.path("apiVersion").asText())
                .put("kind", object.path("kind").asText());
    }

    private ObjectNode merge(Target target, ObjectNode live, ObjectNode applied, boolean force, Write write) {
        try {
            ObjectNode out = ownership(target)
                    .apply(
                            live,
                            applied,
                            new FieldManager(write.manager(), target.subresource()),
                            force,
                            cluster.now());
            Defaults.apply(out, target.type().schema());
            return out;
        } catch (ApplyConflict conflict) {
            throw ApiFailure.applyConflict(conflict);
        }
    }

    private FieldOwnership ownership(Target target) {
        List<String> notWritten =
                !target.type().traits().status() ? List.of() : List.of(target.status() ? "spec" : "status");
        return new FieldOwnership(target.type().schema(), target.type().apiVersion(), notWritten);
    }

    private void trackUpdate(Target target, ObjectNode before, ObjectNode after, Write write) {
        var owners = ownership(target)
                .update(before, after, new FieldManager(write.manager(), target.subresource()), cluster.now());
        if (owners.isEmpty()) {
            Metadata.of(after).remove("managedFields");
        } else {
            Metadata.of(after).set("managedFields", owners);
        }
    }

    private static void chooseName(ObjectNode object) {
        String prefix = Json.text(object, "metadata", "generateName");
        if (Metadata.name(object).isEmpty() && !prefix.isEmpty()) {
            String random = UUID.randomUUID().toString().replace("-", "").substring(0, 5);
            Metadata.of(object).put("name", prefix + random);
        }
    }

    private void requireNamespace(Target target) {
        if (!target.type().namespaced()) {
            return;
        }
        ResourceType namespaces = cluster.types().builtIn("", "namespaces");
        ObjectNode namespace = cluster.get(new Target(namespaces, "", target.namespace(), ""));
        if (Metadata.deleting(namespace)) {
            throw ApiFailure.namespaceTerminating(target.type(), target.name(), target.namespace());
        }
    }

    private void stampNew(ResourceType type, ObjectNode object) {
        ObjectNode metadata = Metadata.of(object);
        metadata.remove(List.of(
                "deletionTimestamp", "deletionGracePeriodSeconds", "selfLink", "resourceVersion", "generation"));
        metadata.put("uid", UUID.randomUUID().toString());
        metadata.put("creationTimestamp", cluster.now());
        if (type.traits().generation()) {
            metadata.set("generation", Json.number(1));
        }
        if (type.traits().status()) {
            object.remove("status");
        }
        builtIn.complete(type, object, cluster.now());
    }

    private ObjectNode insert(Target target, ObjectNode object, Write write) {
        return write.dryRun() ? shown(target, object) : commit(target, object);
    }

    /** The parts that this endpoint writes from {@code next}, all others from {@code live}. */
    private static ObjectNode split(Target target, ObjectNode live, ObjectNode next) {
        ObjectNode out;
        if (target.status()) {
            out = live.deepCopy();
            copy(next, out, "status");
            copy(next.path("metadata"), Metadata.of(out), "managedFields");
        } else {
            out = next;
            Metadata.keepServerOwned(live, out);
            if (target.type().traits().status()) {
                copy(live, out, "status");
            }
            if (target.type().traits().generation() && !Metadata.sameIntent(live, out)) {
                Metadata.bumpGeneration(out);
            }
        }
        return out;
    }

    private static void copy(JsonNode from, ObjectNode to, String field) {
        if (from.has(field)) {
            to.set(field, from.get(field));
        } else {
            to.remove(field);
        }
    }

    private ObjectNode replace(Target target, ObjectNode live, ObjectNode next, Write write) {
        List<Violation> violations = MetadataRules.checkUpdate(live, next);
        violations.addAll(rules.check(target.type(), live, next));
        refuse(target, violations);
        if (Metadata.sameObject(live, next)) {
            return cluster.get(target);
        }
        if (write.dryRun()) {
            return shown(target, next);
        }
        if (Deletion.finished(target.type(), next)) {
            cluster.store().remove(target.type().storage(), target.key());
            return shown(target, next);
        }
        return commit(target, next);
    }

    private void refuse(Target target, List<Violation> violations) {
        if (!violations.isEmpty()) {
            throw ApiFailure.invalid(target.type(), target.name(), violations);
        }
    }

    private ObjectNode commit(Target target, ObjectNode object) {
        ObjectNode stored = cluster.store().put(target.type().storage(), target.key(), object);
        if (target.type().is(ResourceTypes.CRD_GROUP, "CustomResourceDefinition")) {
            cluster.types().define(stored);
        }
        return shown(target, stored);
    }

    private static ObjectNode shown(Target target, @Nullable ObjectNode object) {
        return target.type().fromStored(Objects.requireNonNull(object));
    }
}
