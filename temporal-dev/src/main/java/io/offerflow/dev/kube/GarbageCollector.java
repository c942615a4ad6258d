package io.offerflow.dev.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offerflow.dev.kube.OwnerGraph.Place;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finishes deletions: dependents of owners that are gone, the content of namespaces and of definitions that are being deleted, and
 * foreground and orphan deletion. Follows the store from its first change, on a thread of its own.
 */
final class GarbageCollector implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(GarbageCollector.class);

    private final Cluster cluster;
    private final Deletion deletion;
    private final OwnerGraph graph = new OwnerGraph();
    private final ResourceType namespaces;
    private final ResourceType definitions;

    GarbageCollector(Cluster cluster) {
        this.cluster = cluster;
        this.deletion = new Deletion(cluster);
        this.namespaces = cluster.types().builtIn("", "namespaces");
        this.definitions = cluster.types().builtIn(ResourceTypes.CRD_GROUP, "customresourcedefinitions");
    }

    /** Until interrupted. */
    @Override
    public void run() {
        try {
            follow();
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        } catch (ApiFailure behind) {
            LOG.error("garbage collection is more than {} changes behind and stops", ObjectStore.WINDOW);
        }
    }

    private void follow() throws InterruptedException {
        long position = 0;
        while (!Thread.currentThread().isInterrupted()) {
            for (Change change : cluster.store().changesAfter(position, Duration.ofMinutes(1))) {
                graph.apply(change);
                react(change);
                position = change.revision();
            }
        }
    }

    private void react(Change change) {
        try {
            if (change.after() == null) {
                removed(change);
            } else if (Metadata.deleting(change.after())) {
                deleting(change.storage(), change.key(), change.after());
            } else if (graph.isOrphan(change.after())) {
                delete(new Place(change.storage(), change.key()), "Background");
            }
        } catch (ApiFailure refused) {
            LOG.debug("collecting after {}: {}", change.key(), refused.getMessage());
        }
    }

    private void removed(Change change) {
        ObjectNode gone = Objects.requireNonNull(change.before());
        if (change.storage().equals(definitions.storage())) {
            cluster.types().undefine(gone);
        }
        for (Place dependent : graph.dependents(Metadata.uid(gone))) {
            ObjectNode object = cluster.store().get(dependent.storage(), dependent.key());
            if (object != null && graph.isOrphan(object)) {
                delete(dependent, "Background");
            }
        }
        for (String owner : OwnerGraph.owners(gone)) {
            Place place = graph.place(owner);
            if (place != null) {
                ObjectNode object = cluster.store().get(place.storage(), place.key());
                if (object != null && Metadata.deleting(object)) {
                    deleting(place.storage(), place.key(), object);
                }
            }
        }
        afterRemovalFrom(change.key().namespace(), change.storage());
    }

    /** The removed object may have been the last that a namespace or a definition waited for. */
    private void afterRemovalFrom(String namespace, String storage) {
        ObjectKey space = new ObjectKey("", namespace);
        ObjectNode object = namespace.isEmpty() ? null : cluster.store().get(namespaces.storage(), space);
        if (object != null && Metadata.deleting(object)) {
            deleting(namespaces.storage(), space, object);
        }
        for (ObjectNode crd : cluster.store().list(definitions.storage(), "")) {
            if (Metadata.deleting(crd) && storage.equals(instances(crd))) {
                deleting(definitions.storage(), new ObjectKey("", Metadata.name(crd)), crd);
            }
        }
    }

    private static String instances(JsonNode crd) {
        return Json.text(crd, "spec", "group") + "/" + Json.text(crd, "spec", "names", "plural");
    }

    private void deleting(String storage, ObjectKey key, ObjectNode object) {
        Place place = new Place(storage, key);
        List<String> finalizers = Metadata.finalizers(object);
        if (finalizers.contains(Deletion.FOREGROUND)) {
            foreground(place, object);
        }
        if (finalizers.contains(Deletion.ORPHAN)) {
            orphan(place, object);
        }
        if (storage.equals(namespaces.storage())) {
            emptyNamespace(key.name(), place);
        } else if (finalizers.contains(BuiltInRules.CRD_FINALIZER)) {
            List<ObjectNode> left = cluster.store().list(instances(object), "");
            left.forEach(o -> delete(new Place(instances(object), keyOf(o)), "Background"));
            if (cluster.store().list(instances(object), "").isEmpty()) {
                release(place, BuiltInRules.CRD_FINALIZER);
            }
        }
    }

    private void foreground(Place owner, ObjectNode object) {
        boolean blocked = false;
        for (Place dependent : graph.dependents(Metadata.uid(object))) {
            delete(dependent, "Foreground");
            ObjectNode left = cluster.store().get(dependent.storage(), dependent.key());
            blocked |= left != null && OwnerGraph.blocks(left, Metadata.uid(object));
        }
        if (!blocked) {
            release(owner, Deletion.FOREGROUND);
        }
    }

    private void orphan(Place owner, ObjectNode object) {
        String uid = Metadata.uid(object);
        for (Place dependent : graph.dependents(uid)) {
            change(dependent, next -> {
                if (next.path("metadata").get("ownerReferences") instanceof ArrayNode references) {
                    references.removeIf(
                            reference -> reference.path("uid").asText().equals(uid));
                    if (references.isEmpty()) {
                        Metadata.of(next).remove("ownerReferences");
                    }
                }
            });
        }
        release(owner, Deletion.ORPHAN);
    }

    private void emptyNamespace(String namespace, Place place) {
        boolean empty = true;
        for (ResourceType type : cluster.types().storages()) {
            if (type.namespaced()) {
                for (ObjectNode object : cluster.store().list(type.storage(), namespace)) {
                    Place content = new Place(type.storage(), keyOf(object));
                    delete(content, "Background");
                    empty &= cluster.store().get(content.storage(), content.key()) == null;
                }
            }
        }
        if (empty) {
            change(place, next -> next.withObjectProperty("spec").remove("finalizers"));
        }
    }

    private static ObjectKey keyOf(ObjectNode object) {
        return new ObjectKey(Metadata.namespace(object), Metadata.name(object));
    }

    private void delete(Place place, String propagation) {
        ObjectNode object = cluster.store().get(place.storage(), place.key());
        for (ResourceType type : cluster.types().storages()) {
            if (object != null && type.storage().equals(place.storage()) && !Metadata.deleting(object)) {
                ObjectNode options = Json.object().put("propagationPolicy", propagation);
                options.putObject("preconditions").put("uid", Metadata.uid(object));
                deletion.delete(cluster.targetOf(type, object), options, false);
            }
        }
    }

    private void release(Place place, String finalizer) {
        change(place, next -> {
            List<String> left = new ArrayList<>(Metadata.finalizers(next));
            left.remove(finalizer);
            Metadata.setFinalizers(next, left);
        });
    }

    private void change(Place place, Consumer<ObjectNode> edit) {
        cluster.store().exclusively(() -> {
            ObjectNode live = cluster.store().get(place.storage(), place.key());
            if (live != null) {
                ObjectNode next = live.deepCopy();
                edit.accept(next);
                boolean namespace = place.storage().equals(namespaces.storage());
                if (Deletion.finished(namespace ? namespaces : definitions, next)) {
                    cluster.store().remove(place.storage(), place.key());
                } else if (!next.equals(live)) {
                    cluster.store().put(place.storage(), place.key(), next);
                }
            }
            return Boolean.TRUE;
        });
    }
}
