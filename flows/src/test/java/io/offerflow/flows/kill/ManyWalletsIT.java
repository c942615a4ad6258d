package io.offerflow.flows.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.offerflow.api.Agent;
import io.offerflow.api.Json;
import io.offerflow.dev.stack.ProcessRoles.Role;
import io.offerflow.flows.real.RealStack;
import io.offerflow.workflows.agent.WalletSecrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Many agents with wallets at once, on one worker of bounded memory that is killed in between. */
class ManyWalletsIT {
    private static final Logger LOG = LoggerFactory.getLogger(ManyWalletsIT.class);
    private static final int AGENTS = Integer.getInteger("offerflow.wallets", 8);
    /** The limit that deploy/worker names. */
    private static final long LIMIT_MIB = 1_024;

    private static final ResourceDefinitionContext KIND = new ResourceDefinitionContext.Builder()
            .withGroup("obol.org")
            .withVersion("v1alpha1")
            .withKind("Agent")
            .withPlural("agents")
            .withNamespaced(true)
            .build();

    @Test
    void all_become_ready_each_with_one_wallet_within_the_workers_memory() throws IOException {
        RealStack.absence().ifPresent(why -> {
            LOG.warn("left out: {}", why);
            Assumptions.abort(why);
        });
        try (RealStack real = RealStack.start(Optional.empty(), (part, where) -> {})) {
            KubernetesClient kube = real.stack().client();
            Instant start = Instant.now();
            for (int i = 0; i < AGENTS; i++) {
                create(kube, "rich-" + i);
            }
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> count(kube, agent -> agent.statusOrEmpty().observedGeneration() > 0) == AGENTS);
            LOG.info("{} agents were first told of after {}", AGENTS, since(start));
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> count(kube, agent -> agent.statusOrEmpty().walletAddress() != null) >= 2);
            List<Agent> early = agents(kube).stream()
                    .filter(agent -> agent.statusOrEmpty().walletAddress() != null)
                    .toList();
            long peak = peakMiB(real.roles().pid(Role.WORKER));
            real.roles().kill(Role.WORKER);
            real.roles().launch(Role.WORKER);
            await().atMost(Duration.ofSeconds(60L + 10L * AGENTS))
                    .until(() -> count(kube, agent -> "Ready"
                                    .equals(agent.statusOrEmpty().phase()))
                            == AGENTS);
            peak = Math.max(peak, peakMiB(real.roles().pid(Role.WORKER)));
            LOG.info("{} agents are ready after {}, the worker took {} MiB at most", AGENTS, since(start), peak);

            List<String> addresses = agents(kube).stream()
                    .map(agent -> agent.statusOrEmpty().walletAddress())
                    .toList();
            assertThat(addresses).doesNotContainNull().doesNotHaveDuplicates();
            assertThat(early).allSatisfy(agent -> assertThat(addresses)
                    .contains(agent.statusOrEmpty().walletAddress()));
            assertThat(kube.apps().deployments().inAnyNamespace().list().getItems())
                    .hasSize(2 * AGENTS)
                    .allSatisfy(
                            deployment -> assertThat(deployment.getMetadata().getGeneration())
                                    .as("rollouts")
                                    .isEqualTo(1));
            assertThat(kube.secrets()
                            .inAnyNamespace()
                            .withField("metadata.name", WalletSecrets.KEYSTORE)
                            .list()
                            .getItems())
                    .hasSize(AGENTS);
            assertThat(peak).isLessThan(LIMIT_MIB);
        }
    }

    private static void create(KubernetesClient kube, String namespace) {
        kube.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .endMetadata()
                        .build())
                .create();
        String yaml =
                """
                apiVersion: obol.org/v1alpha1
                kind: Agent
                metadata: {namespace: %s, name: rich}
                spec: {model: m, wallet: {create: true}}
                """;
        kube.resource(Serialization.unmarshal(yaml.formatted(namespace), GenericKubernetesResource.class))
                .create();
    }

    private static List<Agent> agents(KubernetesClient kube) {
        return kube.genericKubernetesResources(KIND).inAnyNamespace().list().getItems().stream()
                .map(object -> Json.mapper().convertValue(object, Agent.class))
                .toList();
    }

    private static long count(KubernetesClient kube, Predicate<Agent> those) {
        return agents(kube).stream().filter(those).count();
    }

    private static Duration since(Instant start) {
        return Duration.ofMillis(Duration.between(start, Instant.now()).toMillis());
    }

    /** The most that was resident so far; 0 where the system does not tell. */
    private static long peakMiB(long pid) throws IOException {
        Path status = Path.of("/proc", Long.toString(pid), "status");
        return Files.isReadable(status)
                ? Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("VmHWM:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1_024)
                        .findFirst()
                        .orElse(0)
                : 0;
    }
}
