package io.offerflow.activities.agent;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.offerflow.activities.object.ApiFailures;
import io.offerflow.activities.object.ChildObjects;
import io.offerflow.activities.object.EventWriter;
import io.offerflow.activities.object.Known;
import io.offerflow.activities.object.StatusReporter;
import io.offerflow.activities.object.StepRunner;
import io.offerflow.activities.object.StoredObjects;
import io.offerflow.api.Ref;
import io.offerflow.api.ResourceKind;
import io.offerflow.workflows.agent.AgentActivities;
import io.offerflow.workflows.agent.AgentObservation;
import io.offerflow.workflows.agent.AgentSettings;
import io.offerflow.workflows.entity.Applied;
import io.offerflow.workflows.entity.Steps;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/** {@link AgentActivities} against a Kubernetes API server. Stateless, safe for many threads. */
public final class ClusterAgentActivities implements AgentActivities {
    private final AgentObserver observer;
    private final StepRunner steps;
    private final StatusReporter reporter;

    /**
     * @param kube stays the caller's
     * @param random draws keys, and so must be one that nobody can predict
     */
    public ClusterAgentActivities(
            KubernetesClient kube, AgentSettings settings, InstantSource clock, RandomGenerator random) {
        StoredObjects agents = new StoredObjects(kube, ResourceKind.AGENT);
        ChildObjects children = new ChildObjects(kube);
        this.observer = new AgentObserver(kube, agents, children, settings);
        this.steps = new StepRunner(agents, children, new AgentKeys(kube, random));
        this.reporter = new StatusReporter(agents, new EventWriter(kube, clock, ResourceKind.AGENT));
    }

    @Override
    public AgentObservation observe(Ref ref) {
        return ApiFailures.reaching(() -> observer.observe(ref, Known.NOTHING));
    }

    @Override
    public Applied<AgentObservation> apply(Steps plan) {
        return ApiFailures.reaching(() -> steps.run(plan)
                .map(ran -> new Applied<>(false, ran.outcomes(), observer.observe(plan.ref(), ran.known())))
                .orElseGet(Applied::overtaken));
    }

    @Override
    public void report(AgentReport report) {
        ApiFailures.reaching(() -> {
            reporter.report(report.ref(), report.uid(), report.resourceVersion(), report.status(), report.events());
            return true;
        });
    }
}
