package io.offerflow.activities.object;

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
import io.offerflow.cluster.fields.FieldOwnership;
import io.offerflow.workflows.entity.ChildKind;
import io.offerflow.workflows.entity.ChildView;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Children as the API server holds them. A kind that the cluster does not serve reads as empty. */
public final class ChildObjects {
    /** Label of the reference controller's children, which are adopted with the offers that they belong to. */
    private static final String REFERENCE_LABEL = "obol.org/managed-by";

    private static final String REFERENCE_CONTROLLER = "serviceoffer-controller";

    private final KubernetesClient client;

    public ChildObjects(KubernetesClient client) {
        this.client = client;
    }

    public @Nullable GenericKubernetesResource get(ChildKind kind, String namespace, String name) {
        return objects(kind).inNamespace(namespace).withName(name).get();
    }

    /** Server-side apply; takes fields from whoever has them. The object as it then is. */
    public GenericKubernetesResource apply(ChildKind kind, String namespace, Map<String, Object> manifest) {
        GenericKubernetesResource wanted =
                client.getKubernetesSerialization().convertValue(manifest, GenericKubernetesResource.class);
        return objects(kind)
                .inNamespace(namespace)
                .resource(wanted)
                .fieldManager(Labels.FIELD_MANAGER)
                .forceConflicts()
                .serverSideApply();
    }

    /** Only where nothing of the name is there. */
    public void create(ChildKind kind, String namespace, Map<String, Object> manifest) {
        GenericKubernetesResource wanted =
                client.getKubernetesSerialization().convertValue(manifest, GenericKubernetesResource.class);
        objects(kind).inNamespace(namespace).resource(wanted).create();
    }

    /** Background propagation; gone already is fine. */
    public void delete(ChildKind kind, String namespace, String name) {
        objects(kind).inNamespace(namespace).withName(name).delete();
    }

    /**
     * Names of the children that carry these labels and are not on their way out.
     *
     * @param owner the object that the labels name
     */
    public List<String> labelled(ChildKind kind, Ref owner, Map<String, String> labels) {
        try {
            return objects(kind)
                    .inNamespace(kind.namespaceFor(owner.namespace()))
                    .withLabels(labels)
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
     * Whether an object of a child's name may be changed or deleted: made by us or by the reference controller, and not for another agent, or
     * owned by this very object. Anything else belongs to a stranger who happened to choose the name.
     *
     * @param owner name and uid of the object; the uid is empty when the object is gone
     */
    public static boolean ours(GenericKubernetesResource child, String owner, String uid) {
        ObjectMeta metadata = child.getMetadata();
        Map<String, String> labels = metadata.getLabels() == null ? Map.of() : metadata.getLabels();
        boolean made = Labels.MANAGED_BY_VALUE.equals(labels.get(Labels.MANAGED_BY))
                || REFERENCE_CONTROLLER.equals(labels.get(Labels.MANAGED_BY))
                || REFERENCE_CONTROLLER.equals(labels.get(REFERENCE_LABEL));
        String agent = labels.get(Labels.AGENT);
        return (made && (agent == null || agent.equals(owner)))
                || (!uid.isEmpty()
                        && metadata.getOwnerReferences() != null
                        && metadata.getOwnerReferences().stream().anyMatch(known -> uid.equals(known.getUid())));
    }

    /** A child as plans see it. Without a manifest there is no field that we would want, so none is lost. */
    public static ChildView view(@Nullable GenericKubernetesResource child, @Nullable Map<String, Object> manifest) {
        if (child == null) {
            return ChildView.ABSENT;
        }
        FieldOwnership fields =
                manifest == null ? new FieldOwnership(true, null) : FieldOwnership.of(manifest, child.getMetadata());
        Map<String, String> annotations = child.getMetadata().getAnnotations();
        String hash = annotations == null ? null : annotations.get(Labels.RENDERED_HASH);
        return new ChildView(true, hash, fields.intact(), fields.otherManager());
    }

    private MixedOperation<
                    GenericKubernetesResource, GenericKubernetesResourceList, Resource<GenericKubernetesResource>>
            objects(ChildKind kind) {
        return client.genericKubernetesResources(new ResourceDefinitionContext.Builder()
                .withGroup(kind.group())
                .withVersion(kind.version())
                .withKind(kind.kind())
                .withPlural(kind.plural())
                .withNamespaced(true)
                .build());
    }
}
