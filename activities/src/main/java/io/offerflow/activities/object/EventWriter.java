package io.offerflow.activities.object;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.offerflow.api.Json;
import io.offerflow.api.Ref;
import io.offerflow.api.ResourceKind;
import io.offerflow.api.name.Labels;
import io.offerflow.workflows.entity.EntityEvent;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kubernetes Events about custom resources. The same news is one Event with a count, because its name follows from what it says. Events are a
 * courtesy: one that cannot be written is logged and holds up nothing.
 */
public final class EventWriter {
    static final String WORKFLOW_ID = "obol.org/workflow-id";

    private static final Logger LOG = LoggerFactory.getLogger(EventWriter.class);
    private static final PatchContext MERGE = new PatchContext.Builder()
            .withPatchType(PatchType.JSON_MERGE)
            .withFieldManager(Labels.FIELD_MANAGER)
            .build();

    /** The API server's limits. */
    private static final int MAX_MESSAGE = 1_024;

    private static final int MAX_NAME = 253;
    private static final int TRIES = 3;

    private final KubernetesClient client;
    private final InstantSource clock;
    private final ResourceKind kind;

    /** @param kind of the objects that the events are about */
    public EventWriter(KubernetesClient client, InstantSource clock, ResourceKind kind) {
        this.client = client;
        this.kind = kind;
        this.clock = clock;
    }

    /** Counts one more where it was written before; never throws for what the API server says. */
    public void write(Ref object, String uid, EntityEvent news) {
        try {
            Event event = event(object, uid, news);
            for (int attempt = 1; !(created(event) || repeated(event)); attempt++) {
                if (attempt == TRIES) {
                    LOG.info("event {} of {} kept changing and was not counted", news.reason(), object);
                    return;
                }
            }
        } catch (KubernetesClientException e) {
            LOG.warn("event {} of {} was not written: {}", news.reason(), object, ApiFailures.sentence(e));
        }
    }

    /** False when there is one already. */
    private boolean created(Event event) {
        try {
            resource(event).create();
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
                return false;
            }
            throw e;
        }
    }

    /** Counts one more; false when the event is gone or somebody else counted meanwhile. */
    private boolean repeated(Event event) {
        Event stored = resource(event).get();
        if (stored == null) {
            return false;
        }
        int count = stored.getCount() == null ? 1 : stored.getCount();
        ObjectNode patch = Json.mapper().createObjectNode();
        patch.put("count", count + 1).put("lastTimestamp", event.getLastTimestamp());
        patch.putObject("metadata").put("resourceVersion", stored.getMetadata().getResourceVersion());
        try {
            resource(event).patch(MERGE, patch.toString());
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    private Resource<Event> resource(Event event) {
        return client.v1()
                .events()
                .inNamespace(event.getMetadata().getNamespace())
                .resource(event);
    }

    private Event event(Ref object, String uid, EntityEvent news) {
        String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        String message = news.message().length() <= MAX_MESSAGE
                ? news.message()
                : news.message().substring(0, MAX_MESSAGE - 1) + "…";
        return new EventBuilder()
                .withNewMetadata()
                .withNamespace(object.namespace())
                .withName(name(object, uid, news))
                .addToLabels(Labels.MANAGED_BY, Labels.MANAGED_BY_VALUE)
                .addToAnnotations(WORKFLOW_ID, kind.workflowId(object))
                .endMetadata()
                .withNewInvolvedObject()
                .withApiVersion(ResourceKind.API_VERSION)
                .withKind(kind.kind())
                .withNamespace(object.namespace())
                .withName(object.name())
                .withUid(uid)
                .endInvolvedObject()
                .withType(news.type().name())
                .withReason(news.reason())
                .withMessage(message)
                .withNewSource()
                .withComponent(Labels.FIELD_MANAGER)
                .endSource()
                .withReportingComponent(Labels.FIELD_MANAGER)
                .withReportingInstance(Labels.FIELD_MANAGER)
                .withFirstTimestamp(now)
                .withLastTimestamp(now)
                .withCount(1)
                .build();
    }

    static String name(Ref object, String uid, EntityEvent news) {
        String identity = String.join("\n", uid, news.type().name(), news.reason(), news.message());
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(identity.getBytes(StandardCharsets.UTF_8));
            String suffix = "." + HexFormat.of().formatHex(digest, 0, 8);
            int room = MAX_NAME - suffix.length();
            String name = object.name().length() <= room
                    ? object.name()
                    : object.name().substring(0, room);
            return name + suffix;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
