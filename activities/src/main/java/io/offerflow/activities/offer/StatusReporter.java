package io.offerflow.activities.offer;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.offerflow.workflows.offer.OfferActivities.Report;
import io.offerflow.workflows.offer.OfferEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells people where an offer stands: the status, then the events. */
final class StatusReporter {
    private static final Logger LOG = LoggerFactory.getLogger(StatusReporter.class);

    private final StatusWriter status;
    private final EventWriter events;

    StatusReporter(StatusWriter status, EventWriter events) {
        this.status = status;
        this.events = events;
    }

    /** A status that the API server refuses for good would be refused at every try: it becomes an event, so that it is seen. */
    void report(Report report) {
        try {
            status.write(StoredOffers.version(report.ref(), report.uid(), report.resourceVersion()), report.status());
        } catch (KubernetesClientException e) {
            if (ApiFailures.passes(e)) {
                throw e;
            }
            String sentence = "the status was refused: " + ApiFailures.sentence(e);
            LOG.warn("{} ref={}", sentence, report.ref());
            events.write(
                    report.ref(), report.uid(), new OfferEvent(OfferEvent.Type.Warning, "StatusRefused", sentence));
        }
        report.events().forEach(event -> events.write(report.ref(), report.uid(), event));
    }
}
