package io.offerflow.activities.offer;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.offerflow.api.Ref;
import io.offerflow.api.name.Labels;
import io.offerflow.workflows.offer.ChildKind;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The children of offers as the API server holds them. A kind that the cluster does not serve reads as empty. */
final class ChildObjects {
    /** Label of the reference controller's children, which are adopted with the offers that they belong to. */
    private static final String REFERENCE_LABEL = "obol.org/managed-by";

    private static final String REFERENCE_CONTROLLER = "serviceoffer-controller";

    private final KubernetesClient client;

    ChildObjects(KubernetesClient client) {
        this.client = client;
    }

    @Nullable
    GenericKubernetesResource get(ChildKind kind, String namespace, String name) {
        return objects(kind).inNamespace(namespace).withName(name).get();
    }

    /** Server-side apply; takes fields from whoever has them. The object as it then is. */
    GenericKubernetesResource apply(ChildKind kind, String namespace, Map<String, Object> manifest) {
        GenericKubernetesResource wanted =
                client.getKubernetesSerialization().convertValue(manifest, GenericKubernetesResource.class);
        return objects(kind)
                .inNamespace(namespace)
                .resource(wanted)
                .fieldManager(Labels.FIELD_MANAGER)
                .forceConflicts()
                .serverSideApply();
    }

    /** Background propagation; gone already is fine. */
    void delete(ChildKind kind, String namespace, String name) {
        objects(kind).inNamespace(namespace).withName(name).delete();
    }

    /** Names of the children that carry this offer's labels and are not on their way out. */
    List<String> labelled(ChildKind kind, Ref offer) {
        try {
            return objects(kind)
                    .inNamespace(kind.namespaceFor(offer.namespace()))
                    .withLabels(Labels.ofOfferChild(offer))
                    .list()
                    .getItems()
                    .stream()
                    .map(GenericKubernetesResource::getMetadata)
                    .filter(metadata -> metadata.getDeletionTimestamp() == null)
                    .map(ObjectMeta::getName)
                    .sorted()
                    .toList();
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return List.of();
            }
            throw e;
        }
    }

    /**
     * Whether an object of a child's name may be deleted: made by us, by the reference controller, or owned by this very offer. Anything
     * else belongs to a stranger who happened to choose the name.
     *
     * @param uid the offer's; empty when the offer is gone
     */
    static boolean ours(GenericKubernetesResource child, String uid) {
        ObjectMeta metadata = child.getMetadata();
        Map<String, String> labels = metadata.getLabels() == null ? Map.of() : metadata.getLabels();
        return Labels.MANAGED_BY_VALUE.equals(labels.get(Labels.MANAGED_BY))
                || REFERENCE_CONTROLLER.equals(labels.get(REFERENCE_LABEL))
                || (!uid.isEmpty()
                        && metadata.getOwnerReferences() != null
                        && metadata.getOwnerReferences().stream().anyMatch(owner -> uid.equals(owner.getUid())));
    }

    private MixedOperation<
                    GenericKubernetesResource, GenericKubernetesResourceList, Resource<GenericKubernetesResource>>
            objects(ChildKind kind) {
        String[] version = kind.apiVersion().split("/", 2);
        return client.genericKubernetesResources(new ResourceDefinitionContext.Builder()
                .withGroup(version[0])
                .withVersion(version[1])
                .withKind(kind.kind())
                .withPlural(kind.plural())
                .withNamespaced(true)
                .build());
    }
}
