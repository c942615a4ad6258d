package io.offerflow.activities.object;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.offerflow.api.Ref;
import io.offerflow.api.ResourceKind;
import io.offerflow.api.name.Labels;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Custom resources of one kind as the API server holds them, unparsed, because a stored one may not parse. */
public final class StoredObjects {
    private static final PatchContext MERGE = new PatchContext.Builder()
            .withPatchType(PatchType.JSON_MERGE)
            .withFieldManager(Labels.FIELD_MANAGER)
            .build();

    private static final int UNPROCESSABLE = 422;
    /** A patch that names another uid is refused as a conflict or as invalid, depending on what the API server checks first. */
    private static final Set<Integer> MAYBE_REPLACED =
            Set.of(HttpURLConnection.HTTP_NOT_FOUND, HttpURLConnection.HTTP_CONFLICT, UNPROCESSABLE);

    private static final int TRIES = 5;

    private final KubernetesClient client;
    private final ResourceKind kind;
    private final ResourceDefinitionContext type;

    public StoredObjects(KubernetesClient client, ResourceKind kind) {
        this.client = client;
        this.kind = kind;
        this.type = new ResourceDefinitionContext.Builder()
                .withGroup(ResourceKind.GROUP)
                .withVersion(ResourceKind.VERSION)
                .withKind(kind.kind())
                .withPlural(kind.plural())
                .withNamespaced(true)
                .build();
    }

    public ResourceKind kind() {
        return kind;
    }

    /** All of one namespace. */
    public List<GenericKubernetesResource> in(String namespace) {
        return client.genericKubernetesResources(type)
                .inNamespace(namespace)
                .list()
                .getItems();
    }

    /** All of the cluster. */
    public List<GenericKubernetesResource> all() {
        return client.genericKubernetesResources(type).inAnyNamespace().list().getItems();
    }

    /** Makes an object without a spec; one that is there already is a conflict. */
    public void create(Ref ref) {
        client.genericKubernetesResources(type)
                .inNamespace(ref.namespace())
                .resource(name(ref))
                .create();
    }

    public @Nullable GenericKubernetesResource get(Ref ref) {
        return resource(ref).get();
    }

    /** What a guarded change needs to know of an object that was read elsewhere. */
    public GenericKubernetesResource version(Ref ref, String uid, String resourceVersion) {
        GenericKubernetesResource object = name(ref);
        object.getMetadata().setUid(uid);
        object.getMetadata().setResourceVersion(resourceVersion);
        return object;
    }

    /** A JSON merge patch without any guard. */
    public void patch(Ref ref, ObjectNode patch) {
        named(ref).patch(MERGE, patch.toString());
    }

    /**
     * Changes exactly this object as it was read, or as it is now when somebody else was faster.
     *
     * @param read the object as it was read last
     * @param change the merge patch for the object; null when nothing is to be done
     * @return the object as it then is; null when it is gone or another one has its name
     */
    public @Nullable GenericKubernetesResource update(
            GenericKubernetesResource read, Function<GenericKubernetesResource, @Nullable ObjectNode> change) {
        return guarded(read, change, patch -> named(read).patch(MERGE, patch.toString()));
    }

    /**
     * The same for the status. The version is what protects another object of the same name: for a status the API server does not look at
     * the uid that a patch carries.
     */
    public @Nullable GenericKubernetesResource updateStatus(GenericKubernetesResource read, ObjectNode patch) {
        return guarded(read, live -> patch.deepCopy(), versioned -> named(read)
                .subresource("status")
                .patch(MERGE, versioned.toString()));
    }

    private @Nullable GenericKubernetesResource guarded(
            GenericKubernetesResource read,
            Function<GenericKubernetesResource, @Nullable ObjectNode> change,
            Function<ObjectNode, GenericKubernetesResource> send) {
        Ref ref = new Ref(read.getMetadata().getNamespace(), read.getMetadata().getName());
        String uid = read.getMetadata().getUid();
        GenericKubernetesResource live = read;
        boolean refused = false;
        for (int attempt = 1; attempt <= TRIES; attempt++) {
            ObjectNode patch = change.apply(live);
            if (patch == null) {
                return live;
            }
            patch.withObject("/metadata")
                    .put("uid", uid)
                    .put("resourceVersion", live.getMetadata().getResourceVersion());
            try {
                return send.apply(patch);
            } catch (KubernetesClientException e) {
                // 404 and 422 may mean that the object was replaced meanwhile; twice in a row they mean what they say.
                if (!MAYBE_REPLACED.contains(e.getCode()) || (refused && !conflict(e))) {
                    throw e;
                }
                refused = !conflict(e);
            }
            live = get(ref);
            if (live == null || !uid.equals(live.getMetadata().getUid())) {
                return null;
            }
        }
        throw ApiFailures.unavailable(kind.kind() + " " + ref + " kept changing while it was written");
    }

    private static boolean conflict(KubernetesClientException e) {
        return e.getCode() == HttpURLConnection.HTTP_CONFLICT;
    }

    private Resource<GenericKubernetesResource> named(GenericKubernetesResource object) {
        return named(new Ref(
                object.getMetadata().getNamespace(), object.getMetadata().getName()));
    }

    /** For patches: with an object in hand the client does not read it first. */
    private Resource<GenericKubernetesResource> named(Ref ref) {
        return client.genericKubernetesResources(type)
                .inNamespace(ref.namespace())
                .resource(name(ref));
    }

    private GenericKubernetesResource name(Ref ref) {
        GenericKubernetesResource name = new GenericKubernetesResource();
        name.setApiVersion(ResourceKind.API_VERSION);
        name.setKind(kind.kind());
        name.setMetadata(new ObjectMetaBuilder()
                .withNamespace(ref.namespace())
                .withName(ref.name())
                .build());
        return name;
    }

    private Resource<GenericKubernetesResource> resource(Ref ref) {
        return client.genericKubernetesResources(type)
                .inNamespace(ref.namespace())
                .withName(ref.name());
    }
}
