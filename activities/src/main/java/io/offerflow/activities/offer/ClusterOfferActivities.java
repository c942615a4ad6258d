package io.offerflow.activities.offer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.offerflow.activities.object.ApiFailures;
import io.offerflow.activities.object.ChildObjects;
import io.offerflow.activities.object.EventWriter;
import io.offerflow.activities.object.Known;
import io.offerflow.activities.object.StatusReporter;
import io.offerflow.activities.object.StepRunner;
import io.offerflow.activities.object.StoredObjects;
import io.offerflow.api.Json;
import io.offerflow.api.Ref;
import io.offerflow.api.ResourceKind;
import io.offerflow.cluster.gate.GateClient;
import io.offerflow.cluster.upstream.UpstreamProbe;
import io.offerflow.workflows.entity.Applied;
import io.offerflow.workflows.entity.Steps;
import io.offerflow.workflows.offer.ControllerSettings;
import io.offerflow.workflows.offer.Observation;
import io.offerflow.workflows.offer.OfferActivities;
import java.net.HttpURLConnection;

/** {@link OfferActivities} against a Kubernetes API server. Stateless, safe for many threads. */
public final class ClusterOfferActivities implements OfferActivities {
    private final StoredObjects offers;
    private final OfferObserver observer;
    private final StepRunner steps;
    private final StatusReporter reporter;

    /** What the activities touch. The caller closes the clients. */
    public record Edges(KubernetesClient kube, UpstreamProbe upstream, GateClient gate) {}

    public ClusterOfferActivities(Edges edges, ControllerSettings settings, Patience patience) {
        this.offers = new StoredObjects(edges.kube(), ResourceKind.SERVICE_OFFER);
        ChildObjects children = new ChildObjects(edges.kube());
        this.observer = new OfferObserver(offers, children, edges, settings);
        this.steps = new StepRunner(offers, children, new AwaitSteps(edges.gate(), children, settings, patience));
        this.reporter =
                new StatusReporter(offers, new EventWriter(edges.kube(), patience.clock(), ResourceKind.SERVICE_OFFER));
    }

    @Override
    public Observation observe(Ref ref) {
        return ApiFailures.reaching(() -> observer.observe(ref, Known.NOTHING));
    }

    @Override
    public Applied<Observation> apply(Steps plan) {
        return ApiFailures.reaching(() -> steps.run(plan)
                .map(ran -> new Applied<>(false, ran.outcomes(), observer.observe(plan.ref(), ran.known())))
                .orElseGet(Applied::overtaken));
    }

    @Override
    public void report(Report report) {
        ApiFailures.reaching(() -> {
            reporter.report(report.ref(), report.uid(), report.resourceVersion(), report.status(), report.events());
            return true;
        });
    }

    @Override
    public void setPaused(Ref ref, boolean paused) {
        ObjectNode patch = Json.mapper().createObjectNode();
        // Resuming removes the field instead of writing the default.
        patch.putObject("spec").put("paused", paused ? Boolean.TRUE : null);
        try {
            offers.patch(ref, patch);
        } catch (KubernetesClientException e) {
            if (ApiFailures.passes(e)) {
                throw ApiFailures.unavailable(e);
            }
            throw ApiFailures.refused(
                    e.getCode() == HttpURLConnection.HTTP_NOT_FOUND
                            ? "there is no ServiceOffer " + ref
                            : ApiFailures.sentence(e));
        }
    }
}
