package io.offerflow.activities.object;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.offerflow.api.Ref;
import io.offerflow.workflows.entity.EntityEvent;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells people where an object stands: the status, then the events. */
public final class StatusReporter {
    private static final Logger LOG = LoggerFactory.getLogger(StatusReporter.class);

    private final StoredObjects objects;
    private final StatusWriter status;
    private final EventWriter events;

    public StatusReporter(StoredObjects objects, EventWriter events) {
        this.objects = objects;
        this.status = new StatusWriter(objects);
        this.events = events;
    }

    /**
     * A status that the API server refuses for good would be refused at every try: it becomes an event, so that it is seen.
     *
     * @param resourceVersion of the object that the status is about
     */
    public void report(Ref ref, String uid, String resourceVersion, Record written, List<EntityEvent> news) {
        try {
            status.write(objects.version(ref, uid, resourceVersion), written);
        } catch (KubernetesClientException e) {
            if (ApiFailures.passes(e)) {
                throw e;
            }
            String sentence = "the status was refused: " + ApiFailures.sentence(e);
            LOG.warn("{} ref={}", sentence, ref);
            events.write(ref, uid, new EntityEvent(EntityEvent.Type.Warning, "StatusRefused", sentence));
        }
        news.forEach(event -> events.write(ref, uid, event));
    }
}
