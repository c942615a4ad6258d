package io.offerflow.dev.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** What the real server does to particular built-in kinds beyond their schema. */
final class BuiltInRules {

    static final String CRD_FINALIZER = "customresourcecleanup.apiextensions.k8s.io";

    private final AtomicInteger addresses = new AtomicInteger();

    /** Changes an object that is about to be created or updated. */
    void complete(ResourceType type, ObjectNode object, String now) {
        if (type.is("", "Secret")) {
            encodeStringData(object);
        } else if (type.is("", "Service")) {
            service(object);
        } else if (type.is("apps", "Deployment")) {
            deployment(object);
        } else if (type.is("", "Namespace")) {
            namespace(object);
        } else if (type.is(ResourceTypes.CRD_GROUP, "CustomResourceDefinition")) {
            definition(object, now);
        }
    }

    private static void encodeStringData(ObjectNode secret) {
        JsonNode plain = secret.remove("stringData");
        if (plain != null) {
            ObjectNode data = secret.withObjectProperty("data");
            plain.properties()
                    .forEach(e -> data.put(
                            e.getKey(),
                            Base64.getEncoder()
                                    .encodeToString(e.getValue().asText().getBytes(StandardCharsets.UTF_8))));
        }
    }

    private void service(ObjectNode service) {
        ObjectNode spec = service.withObjectProperty("spec");
        if (!spec.has("type")) {
            spec.put("type", "ClusterIP");
        }
        if (!spec.has("sessionAffinity")) {
            spec.put("sessionAffinity", "None");
        }
        spec.path("ports").forEach(port -> {
            if (port instanceof ObjectNode p && !p.has("targetPort") && p.has("port")) {
                p.set("targetPort", p.get("port"));
            }
        });
        if (!spec.path("type").asText().equals("ExternalName") && !spec.has("clusterIP")) {
            int n = addresses.incrementAndGet();
            spec.put("clusterIP", "10.0." + (n / 250 % 256) + "." + (n % 250 + 2));
            spec.putArray("clusterIPs").add(spec.path("clusterIP").asText());
            spec.put("internalTrafficPolicy", "Cluster").put("ipFamilyPolicy", "SingleStack");
            spec.putArray("ipFamilies").add("IPv4");
        }
        if (!service.has("status")) {
            service.putObject("status").putObject("loadBalancer");
        }
    }

    private static void deployment(ObjectNode deployment) {
        for (JsonNode c : deployment.at("/spec/template/spec/containers")) {
            if (c instanceof ObjectNode container && !container.has("imagePullPolicy")) {
                String image = container.path("image").asText();
                boolean latest = image.endsWith(":latest") || image.lastIndexOf(':') <= image.lastIndexOf('/');
                container.put("imagePullPolicy", latest ? "Always" : "IfNotPresent");
            }
        }
        if (!deployment.has("status")) {
            deployment.putObject("status");
        }
    }

    private static void namespace(ObjectNode namespace) {
        Metadata.of(namespace)
                .withObjectProperty("labels")
                .put("kubernetes.io/metadata.name", Metadata.name(namespace));
        if (!namespace.path("spec").has("finalizers") && !Metadata.deleting(namespace)) {
            namespace.withObjectProperty("spec").putArray("finalizers").add("kubernetes");
        }
        if (!namespace.path("status").has("phase")) {
            namespace.withObjectProperty("status").put("phase", "Active");
        }
    }

    /** Accepts the names and establishes the kind at once; the real server's controllers need a moment. */
    private static void definition(ObjectNode crd, String now) {
        ObjectNode names = crd.withObjectProperty("spec").withObjectProperty("names");
        String kind = names.path("kind").asText();
        if (!names.has("singular")) {
            names.put("singular", kind.toLowerCase(Locale.ROOT));
        }
        if (!names.has("listKind")) {
            names.put("listKind", kind + "List");
        }
        ObjectNode status = crd.withObjectProperty("status");
        status.set("acceptedNames", names.deepCopy());
        var stored = status.putArray("storedVersions");
        for (JsonNode version : crd.path("spec").path("versions")) {
            if (version.path("storage").asBoolean()) {
                stored.add(version.path("name").asText());
            }
        }
        if (!status.has("conditions")) {
            condition(status, "NamesAccepted", "NoConflicts", "no conflicts found", now);
            condition(status, "Established", "InitialNamesAccepted", "the initial names have been accepted", now);
        }
    }

    private static void condition(ObjectNode status, String type, String reason, String message, String now) {
        status.withArrayProperty("conditions")
                .addObject()
                .put("type", type)
                .put("status", "True")
                .put("lastTransitionTime", now)
                .put("reason", reason)
                .put("message", message);
    }
}
