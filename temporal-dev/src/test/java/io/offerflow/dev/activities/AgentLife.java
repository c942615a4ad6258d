package io.offerflow.dev.activities;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.offerflow.activities.agent.ClusterAgentActivities;
import io.offerflow.activities.agent.ClusterAgentActivities.Draws;
import io.offerflow.api.Agent;
import io.offerflow.api.Json;
import io.offerflow.api.Metadata;
import io.offerflow.api.Ref;
import io.offerflow.ethereum.PrivateKey;
import io.offerflow.ethereum.keystore.Keystore;
import io.offerflow.ethereum.keystore.KeystoreException;
import io.offerflow.ethereum.keystore.LightKeystores;
import io.offerflow.workflows.agent.AgentActivities;
import io.offerflow.workflows.agent.AgentActivities.AgentReport;
import io.offerflow.workflows.agent.AgentObservation;
import io.offerflow.workflows.agent.AgentPlanner;
import io.offerflow.workflows.agent.AgentSettings;
import io.offerflow.workflows.agent.WalletSecrets;
import io.offerflow.workflows.entity.Applied;
import io.offerflow.workflows.entity.EntityMemory;
import io.offerflow.workflows.entity.Plan;
import io.offerflow.workflows.entity.Steps;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** An Agent in a namespace of its own, and the passes of its workflow without Temporal. */
final class AgentLife {
    static final ResourceDefinitionContext KIND = new ResourceDefinitionContext.Builder()
            .withGroup("obol.org")
            .withVersion("v1alpha1")
            .withKind("Agent")
            .withPlural("agents")
            .withNamespaced(true)
            .build();
    private static final AtomicInteger NAMESPACES = new AtomicInteger();
    private static final int LONGEST = 12;

    private final KubernetesClient admin;
    private final Ref ref;
    private EntityMemory memory = EntityMemory.EMPTY;

    private AgentLife(KubernetesClient admin, Ref ref) {
        this.admin = admin;
        this.ref = ref;
    }

    /** @param wallet the body of {@code spec.wallet} in YAML's flow style */
    static AgentLife begin(KubernetesClient admin, String wallet) {
        AgentLife life = new AgentLife(admin, new Ref("wallet-" + NAMESPACES.incrementAndGet(), "quant"));
        admin.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(life.ref.namespace())
                        .endMetadata()
                        .build())
                .create();
        life.create(wallet);
        return life;
    }

    void create(String wallet) {
        String yaml =
                """
                apiVersion: obol.org/v1alpha1
                kind: Agent
                metadata: {namespace: %s, name: quant}
                spec: {model: m, wallet: {%s}}
                """;
        admin.resource(Serialization.unmarshal(
                        yaml.formatted(ref.namespace(), wallet), GenericKubernetesResource.class))
                .create();
        memory = EntityMemory.EMPTY;
    }

    static AgentActivities activities(KubernetesClient client) {
        return new ClusterAgentActivities(
                client,
                AgentSettings.DEFAULTS,
                InstantSource.system(),
                new Draws(new SecureRandom(), LightKeystores::mint));
    }

    Ref ref() {
        return ref;
    }

    Resource<GenericKubernetesResource> object() {
        return admin.genericKubernetesResources(KIND)
                .inNamespace(ref.namespace())
                .withName(ref.name());
    }

    Agent.Status status() {
        return Json.mapper().convertValue(object().get(), Agent.class).statusOrEmpty();
    }

    void edit(String patch) {
        OnEachCluster.patch(object(), "kubectl-edit", patch);
    }

    /** Passes until nothing is left to do. */
    void settle() {
        settle(activities(admin));
    }

    void settle(AgentActivities activities) {
        for (int i = 0; i < LONGEST; i++) {
            if (pass(activities)) {
                return;
            }
        }
        throw new AssertionError("does not settle: " + memory.outcomes());
    }

    /** Whether nothing was to be done. */
    boolean pass(AgentActivities activities) {
        AgentObservation seen = activities.observe(ref);
        Plan<Agent.Status> plan = plan(seen);
        boolean quiet = plan.steps().isEmpty();
        if (!quiet) {
            Metadata m = seen.metadata();
            Steps steps = m == null
                    ? new Steps(ref, "", "", 0, plan.steps())
                    : new Steps(
                            ref,
                            String.valueOf(m.uid()),
                            String.valueOf(m.resourceVersion()),
                            m.generation(),
                            plan.steps());
            Applied<AgentObservation> applied = activities.apply(steps);
            if (applied.superseded()) {
                return false;
            }
            memory = memory.afterSteps(applied.outcomes());
            seen = Objects.requireNonNull(applied.seen());
            plan = plan(seen);
        }
        Metadata m = seen.metadata();
        if (plan.status() != null && m != null) {
            activities.report(new AgentReport(
                    ref, String.valueOf(m.uid()), String.valueOf(m.resourceVersion()), plan.status(), List.of()));
        }
        return quiet;
    }

    private Plan<Agent.Status> plan(AgentObservation seen) {
        Metadata m = seen.metadata();
        memory = m == null ? memory : memory.of(m.uid(), m.generation());
        return AgentPlanner.plan(seen, memory, Instant.now());
    }

    @Nullable
    Secret secret(String name) {
        return admin.secrets().inNamespace(ref.namespace()).withName(name).get();
    }

    Resource<Secret> secrets(String name) {
        return admin.secrets().inNamespace(ref.namespace()).withName(name);
    }

    String entry(String secret, String key) {
        return new String(
                Base64.getDecoder()
                        .decode(Objects.requireNonNull(secret(secret), secret)
                                .getData()
                                .get(key)),
                StandardCharsets.UTF_8);
    }

    /** The address of the key that the keystore gives under the password that it names. */
    String opened() {
        String password = Objects.requireNonNull(secret(WalletSecrets.KEYSTORE))
                .getMetadata()
                .getAnnotations()
                .get("obol.org/password-secret");
        try (PrivateKey key = Keystore.open(
                entry(WalletSecrets.KEYSTORE, WalletSecrets.FILE),
                entry(password, WalletSecrets.PASSWORD).toCharArray())) {
            return key.address().checksummed();
        } catch (KeystoreException e) {
            throw new AssertionError(e);
        }
    }
}
