package io.offerflow.activities.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.offerflow.activities.object.ApiFailures;
import io.offerflow.api.Json;
import io.offerflow.api.name.Labels;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Secrets, with no more rights than each needs: what is only written is never read, not even to see whether it is there. */
final class SecretObjects {
    private static final PatchContext MERGE = new PatchContext.Builder()
            .withPatchType(PatchType.JSON_MERGE)
            .withFieldManager(Labels.FIELD_MANAGER)
            .build();

    private final KubernetesClient client;

    SecretObjects(KubernetesClient client) {
        this.client = client;
    }

    @Nullable
    Secret get(String namespace, String name) {
        return client.secrets().inNamespace(namespace).withName(name).get();
    }

    /** Null when the name is taken. */
    @Nullable
    Secret create(Secret secret) {
        return unlessTaken(secret, false);
    }

    /** Asked with a creation that is not carried out, which needs no right to read. What cannot be told counts as there. */
    boolean exists(String namespace, String name) {
        try {
            return unlessTaken(named(namespace, name).build(), true) == null;
        } catch (KubernetesClientException e) {
            if (ApiFailures.passes(e)) {
                throw e;
            }
            return true;
        }
    }

    private @Nullable Secret unlessTaken(Secret secret, boolean dry) {
        Resource<Secret> place = client.secrets()
                .inNamespace(secret.getMetadata().getNamespace())
                .resource(secret);
        try {
            return dry ? place.dryRun().create() : place.create();
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
                return null;
            }
            throw e;
        }
    }

    /** A JSON merge patch of exactly this version; null when it is not the present one any more. */
    @Nullable
    Secret patch(Secret version, ObjectNode patch) {
        patch.withObject("/metadata")
                .put("uid", version.getMetadata().getUid())
                .put("resourceVersion", version.getMetadata().getResourceVersion());
        try {
            return client.secrets()
                    .inNamespace(version.getMetadata().getNamespace())
                    .withName(version.getMetadata().getName())
                    .patch(MERGE, patch.toString());
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return null;
            }
            throw e;
        }
    }

    /** Deletes exactly this object; another one of the name, or none, is fine. */
    void delete(String namespace, String name, String uid) {
        ObjectNode options = Json.mapper().createObjectNode();
        options.put("apiVersion", "v1").put("kind", "DeleteOptions").put("propagationPolicy", "Background");
        options.putObject("preconditions").put("uid", uid);
        try {
            client.raw("/api/v1/namespaces/" + namespace + "/secrets/" + name, "DELETE", options);
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT && e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
                throw e;
            }
        }
    }

    /** Deletes whatever has the name. */
    void delete(String namespace, String name) {
        client.secrets().inNamespace(namespace).withName(name).delete();
    }

    static SecretBuilder named(String namespace, String name) {
        return new SecretBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .endMetadata()
                .withType("Opaque");
    }

    /** Empty when there is no such entry, or none that can be decoded. */
    static String entry(Secret secret, String key) {
        String encoded = secret.getData() == null ? null : secret.getData().get(key);
        try {
            return encoded == null ? "" : new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException noBase64) {
            return "";
        }
    }

    static @Nullable String annotation(Secret secret, String name) {
        Map<String, String> annotations = secret.getMetadata().getAnnotations();
        return annotations == null ? null : annotations.get(name);
    }

    static Map<String, String> labels(Secret secret) {
        return Objects.requireNonNullElse(secret.getMetadata().getLabels(), Map.of());
    }

    /** Without what must not be passed on. */
    static GenericKubernetesResource bare(Secret secret) {
        GenericKubernetesResource bare = new GenericKubernetesResource();
        bare.setApiVersion("v1");
        bare.setKind("Secret");
        bare.setMetadata(secret.getMetadata());
        return bare;
    }
}
