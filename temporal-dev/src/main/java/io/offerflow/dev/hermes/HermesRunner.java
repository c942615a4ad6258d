package io.offerflow.dev.hermes;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.offerflow.api.name.Labels;
import io.offerflow.workflows.agent.AgentChildren;
import io.offerflow.workflows.entity.ChildKind;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs agents for real where no kubelet does: for the Deployment of every agent one Hermes process on loopback, made as its pod would be, with
 * the state of that process written into the Deployment's status. Processes that end are started again.
 */
public final class HermesRunner implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HermesRunner.class);
    private static final long LOOK_MILLIS = 500;
    private static final Duration LAST_LOOK = Duration.ofSeconds(30);
    private static final String STATUS =
            """
            {"status":{"observedGeneration":%1$d,"replicas":%2$d,"updatedReplicas":%2$d,"readyReplicas":%3$d,"availableReplicas":%3$d}}
            """;

    private final Path program;
    private final Path state;
    private final KubernetesClient client;
    private final Front front = new Front(this::address);
    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, HermesPod> pods = new ConcurrentHashMap<>();
    private final Map<String, String> written = new ConcurrentHashMap<>();
    private final Map<String, String> told = new ConcurrentHashMap<>();
    private final SharedIndexInformer<Deployment> deployments;
    private final ScheduledExecutorService kubelet = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("hermes-runner").daemon().factory());

    private HermesRunner(Path program, Path state, KubernetesClient client) {
        this.program = program;
        this.state = state;
        this.client = client;
        this.deployments = client.apps()
                .deployments()
                .inAnyNamespace()
                .withLabel(Labels.APP_NAME, AgentChildren.name(ChildKind.DEPLOYMENT))
                .inform();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> pods.values().forEach(HermesPod::abandon), "hermes-end"));
        kubelet.scheduleWithFixedDelay(this::look, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /**
     * @param program the real Hermes, see {@link HermesProgram}
     * @param state where agents' disks and logs are, a folder for each namespace
     * @param client stays the caller's
     */
    public static HermesRunner start(Path program, Path state, KubernetesClient client) {
        return new HermesRunner(program, state, client);
    }

    /** The worker's setting for agents' endpoints: {@code {namespace}} stands for the agent's namespace. */
    public String endpoint() {
        return front.address() + "/{namespace}";
    }

    /** Where the agent of a namespace listens itself; empty while it does not run. */
    public Optional<URI> address(String namespace) {
        return Optional.ofNullable(pods.get(namespace)).flatMap(HermesPod::address);
    }

    /** Hermes's home of the agent of a namespace: SOUL.md, skills, sessions. */
    public Path home(String namespace) {
        return pod(namespace).home();
    }

    /** Ends the agent's process as a crash does; it is started again. */
    public void kill(String namespace) {
        try {
            pod(namespace).kill();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        front.close();
        deployments.close();
        kubelet.shutdown();
        try {
            if (!kubelet.awaitTermination(LAST_LOOK.toSeconds(), TimeUnit.SECONDS)) {
                LOG.warn("the last look at agents has not ended after {} s", LAST_LOOK.toSeconds());
            }
            for (HermesPod pod : pods.values()) {
                pod.stop();
            }
        } catch (InterruptedException e) {
            pods.values().forEach(HermesPod::abandon);
            Thread.currentThread().interrupt();
        }
        http.close();
    }

    private void look() {
        try {
            Map<String, Deployment> seen = new ConcurrentHashMap<>();
            deployments
                    .getStore()
                    .list()
                    .forEach(deployment -> seen.put(deployment.getMetadata().getNamespace(), deployment));
            for (String gone : pods.keySet()) {
                if (!seen.containsKey(gone)) {
                    pods.remove(gone).stop();
                    written.remove(gone);
                }
            }
            for (Map.Entry<String, Deployment> agent : seen.entrySet()) {
                boolean ready =
                        pod(agent.getKey()).step(agent.getValue(), PodFolder.Sources.of(client, agent.getKey()));
                report(agent.getKey(), agent.getValue(), ready);
                tell(agent.getKey());
            }
        } catch (KubernetesClientException away) {
            LOG.debug("agents wait for the API server: {}", away.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.warn("agents could not be looked at", e);
        }
    }

    private HermesPod pod(String namespace) {
        return pods.computeIfAbsent(namespace, missing -> new HermesPod(program, state.resolve(missing), http));
    }

    private void report(String namespace, Deployment deployment, boolean ready) {
        long generation = deployment.getMetadata().getGeneration();
        int runs = address(namespace).isPresent() ? 1 : 0;
        String status = STATUS.formatted(generation, runs, ready ? 1 : 0);
        String key = deployment.getMetadata().getUid() + status;
        if (key.equals(written.get(namespace))) {
            return;
        }
        client.apps()
                .deployments()
                .resource(deployment)
                .subresource("status")
                .patch(PatchContext.of(PatchType.JSON_MERGE), status);
        written.put(namespace, key);
    }

    private void tell(String namespace) {
        String trouble = pod(namespace).trouble().orElse("");
        if (!trouble.equals(told.put(namespace, trouble)) && !trouble.isEmpty()) {
            LOG.warn("the agent of namespace {} does not start: {}", namespace, trouble);
        }
    }
}
