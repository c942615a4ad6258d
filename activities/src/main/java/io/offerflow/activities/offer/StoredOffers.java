package io.offerflow.activities.offer;

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
import io.offerflow.api.name.Labels;
import java.net.HttpURLConnection;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** ServiceOffers as the API server holds them, unparsed, because a stored one may not parse. */
final class StoredOffers {
    static final String API_VERSION = "obol.org/v1alpha1";
    static final String KIND = "ServiceOffer";

    private static final ResourceDefinitionContext TYPE = new ResourceDefinitionContext.Builder()
            .withGroup("obol.org")
            .withVersion("v1alpha1")
            .withKind(KIND)
            .withPlural("serviceoffers")
            .withNamespaced(true)
            .build();
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

    StoredOffers(KubernetesClient client) {
        this.client = client;
    }

    /** What became of a write that was meant for one uid. */
    enum Write {
        DONE,
        /** The object is gone, or another one has its name. */
        SUPERSEDED
    }

    @Nullable
    GenericKubernetesResource get(Ref ref) {
        return resource(ref).get();
    }

    /** A JSON merge patch without any guard. */
    void patch(Ref ref, ObjectNode patch) {
        named(ref).patch(MERGE, patch.toString());
    }

    /**
     * Changes exactly this object as it was just read, again when somebody else was faster.
     *
     * @param change the merge patch for the live object; null when nothing is to be done
     */
    Write update(Ref ref, String uid, Function<GenericKubernetesResource, @Nullable ObjectNode> change) {
        return guarded(ref, uid, change, patch -> patch(ref, patch));
    }

    /**
     * The same for the status. The version is what protects another object of the same name: for a status the API server does not look at
     * the uid that a patch carries.
     */
    Write updateStatus(Ref ref, String uid, ObjectNode patch) {
        return guarded(ref, uid, live -> patch.deepCopy(), versioned -> resource(ref)
                .subresource("status")
                .patch(MERGE, versioned.toString()));
    }

    private Write guarded(
            Ref ref,
            String uid,
            Function<GenericKubernetesResource, @Nullable ObjectNode> change,
            Consumer<ObjectNode> send) {
        boolean refused = false;
        for (int attempt = 1; attempt <= TRIES; attempt++) {
            GenericKubernetesResource live = get(ref);
            if (live == null || !uid.equals(live.getMetadata().getUid())) {
                return Write.SUPERSEDED;
            }
            ObjectNode patch = change.apply(live);
            if (patch == null) {
                return Write.DONE;
            }
            patch.withObject("/metadata")
                    .put("uid", uid)
                    .put("resourceVersion", live.getMetadata().getResourceVersion());
            try {
                send.accept(patch);
                return Write.DONE;
            } catch (KubernetesClientException e) {
                // 404 and 422 may mean that the object was replaced meanwhile; twice in a row they mean what they say.
                if (!MAYBE_REPLACED.contains(e.getCode()) || (refused && !conflict(e))) {
                    throw e;
                }
                refused = !conflict(e);
            }
        }
        throw ApiFailures.unavailable("ServiceOffer " + ref + " kept changing while it was written");
    }

    private static boolean conflict(KubernetesClientException e) {
        return e.getCode() == HttpURLConnection.HTTP_CONFLICT;
    }

    /** For patches: with an object in hand the client does not read it first. */
    private Resource<GenericKubernetesResource> named(Ref ref) {
        GenericKubernetesResource name = new GenericKubernetesResource();
        name.setApiVersion(API_VERSION);
        name.setKind(KIND);
        name.setMetadata(new ObjectMetaBuilder()
                .withNamespace(ref.namespace())
                .withName(ref.name())
                .build());
        return client.genericKubernetesResources(TYPE)
                .inNamespace(ref.namespace())
                .resource(name);
    }

    private Resource<GenericKubernetesResource> resource(Ref ref) {
        return client.genericKubernetesResources(TYPE)
                .inNamespace(ref.namespace())
                .withName(ref.name());
    }
}
