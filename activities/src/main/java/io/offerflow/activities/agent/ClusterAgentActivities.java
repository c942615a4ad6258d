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
import io.offerflow.ethereum.keystore.Keystore;
import io.offerflow.workflows.agent.AgentActivities;
import io.offerflow.workflows.agent.AgentObservation;
import io.offerflow.workflows.agent.AgentSettings;
import io.offerflow.workflows.entity.Applied;
import io.offerflow.workflows.entity.Steps;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/** {@link AgentActivities} against a Kubernetes API server. Stateless, safe for many threads. */
public final class ClusterAgentActivities implements AgentActivities {
    private final AgentObserver observer;
    private final StepRunner steps;
    private final StatusReporter reporter;

    /**
     * Where keys come from.
     *
     * @param random one that nobody can predict
     */
    public record Draws(RandomGenerator random, WalletMint mint) {

        /** Production's: strong keys, and keystores that cost as much to open as the format's standard says. */
        public static Draws strong() {
            SecureRandom random = new SecureRandom();
            return new Draws(random, password -> Keystore.mint(random, password));
        }
    }

    /**
     * @param kube stays the caller's
     * @param draws what must not be guessed
     */
    public ClusterAgentActivities(KubernetesClient kube, AgentSettings settings, InstantSource clock, Draws draws) {
        StoredObjects agents = new StoredObjects(kube, ResourceKind.AGENT);
        ChildObjects children = new ChildObjects(kube);
        SecretObjects secrets = new SecretObjects(kube);
        SecretTexts texts = new SecretTexts(draws.random());
        WalletMaking making = new WalletMaking(secrets, agents, draws.mint(), texts);
        this.observer = new AgentObserver(secrets, agents, children, settings);
        this.steps =
                new StepRunner(agents, children, new AgentKeys(kube, texts, new WalletSteps(secrets, making, texts)));
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
