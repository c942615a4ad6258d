package io.offerflow.activities.offer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.offerflow.api.Json;
import io.offerflow.api.Ref;
import io.offerflow.cluster.gate.GateClient;
import io.offerflow.cluster.upstream.UpstreamProbe;
import io.offerflow.workflows.offer.ControllerSettings;
import io.offerflow.workflows.offer.Observation;
import io.offerflow.workflows.offer.OfferActivities;
import java.net.HttpURLConnection;
import java.util.function.Supplier;

/** {@link OfferActivities} against a Kubernetes API server. Stateless, safe for many threads. */
public final class ClusterOfferActivities implements OfferActivities {
    private final StoredOffers offers;
    private final OfferObserver observer;
    private final StepRunner steps;
    private final StatusReporter reporter;

    /** What the activities touch. The caller closes the clients. */
    public record Edges(KubernetesClient kube, UpstreamProbe upstream, GateClient gate) {}

    public ClusterOfferActivities(Edges edges, ControllerSettings settings, Patience patience) {
        this.offers = new StoredOffers(edges.kube());
        ChildObjects children = new ChildObjects(edges.kube());
        this.observer = new OfferObserver(offers, children, edges, settings);
        StatusWriter status = new StatusWriter(offers);
        AwaitSteps awaits = new AwaitSteps(edges.gate(), children, settings, patience);
        this.steps = new StepRunner(offers, children, status, awaits);
        this.reporter = new StatusReporter(status, new EventWriter(edges.kube(), patience.clock()));
    }

    @Override
    public Observation observe(Ref ref) {
        return reaching(() -> observer.observe(ref, Known.NOTHING));
    }

    @Override
    public Applied apply(Steps plan) {
        return reaching(() -> steps.run(plan)
                .map(ran -> new Applied(false, ran.outcomes(), observer.observe(plan.ref(), ran.known())))
                .orElse(Applied.SUPERSEDED));
    }

    @Override
    public void report(Report report) {
        reaching(() -> {
            reporter.report(report);
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

    /** A refusal that no value of the contract can carry, such as a missing permission to read, heals by itself once it is granted. */
    private static <T> T reaching(Supplier<T> work) {
        try {
            return work.get();
        } catch (KubernetesClientException e) {
            throw ApiFailures.unavailable(e);
        }
    }
}
