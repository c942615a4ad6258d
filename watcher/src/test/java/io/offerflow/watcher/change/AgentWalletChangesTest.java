package io.offerflow.watcher.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.offerflow.api.Agent;
import io.offerflow.api.Json;
import io.offerflow.api.Metadata;
import io.offerflow.api.Ref;
import io.offerflow.watcher.nudge.Cause;
import io.offerflow.workflows.agent.AgentChildren;
import io.offerflow.workflows.agent.AgentSettings;
import io.offerflow.workflows.agent.Credentials;
import io.offerflow.workflows.entity.ChildKind;
import io.offerflow.workflows.entity.Rendered;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What of a wallet wakes its agent. */
class AgentWalletChangesTest {
    private static final String ADDRESS = "0x" + "a".repeat(40);
    private static final Credentials WORN =
            new Credentials("k-1", "", new Credentials.Wallet(ADDRESS, "t-1", "remote-signer-password-3"));

    private static AgentFacts agent(@Nullable Boolean wallet, Map<String, String> annotations) {
        Metadata metadata = new Metadata(
                "demo", "quant", "u-1", "1", 1, Instant.EPOCH, null, List.of(Agent.FINALIZER), Map.of(), annotations);
        Agent.Spec spec = new Agent.Spec(
                null, "m", null, List.of(), null, null, null, null, new Agent.Wallet(wallet, null, null), List.of());
        Agent.Status status = new Agent.Status(1, "Ready", "m", ADDRESS, null, List.of());
        return new AgentFacts(metadata, new Agent(metadata, spec, status));
    }

    private static GenericKubernetesResource stored(ChildKind kind, AgentFacts agent) {
        Rendered child =
                AgentChildren.render(Objects.requireNonNull(agent.agent()), "m", WORN, AgentSettings.DEFAULTS).stream()
                        .filter(rendered -> rendered.kind() == kind)
                        .findFirst()
                        .orElseThrow();
        return Json.mapper().convertValue(child.manifest(), GenericKubernetesResource.class);
    }

    @ParameterizedTest
    @EnumSource(
            value = ChildKind.class,
            names = {"SIGNER_DEPLOYMENT", "SIGNER_SERVICE", "SIGNER_POLICY"})
    void theSignersChildrenAreToldFromTheAgentsOwn(ChildKind kind) {
        GenericKubernetesResource child = stored(kind, agent(true, Map.of()));
        ChildKind watched = ChildKind.OF_AGENTS.stream()
                .filter(own -> own.kind().equals(kind.kind()))
                .findFirst()
                .orElseThrow();
        assertThat(AgentChildReader.role(watched, child)).isEqualTo(kind);
        assertThat(AgentChildReader.role(watched, stored(watched, agent(true, Map.of()))))
                .isEqualTo(watched);
        assertThat(AgentChildReader.owner(child)).contains(new Ref("demo", "quant"));
    }

    @Test
    void givingAWalletUpWakesItsAgentAndOtherAnnotationsDoNot() {
        AgentFacts before = agent(true, Map.of());
        assertThat(ChangeFilter.agent(before, agent(true, Map.of(Agent.ANNOTATION_WALLET_LOST, ADDRESS))))
                .map(Change::cause)
                .contains(Cause.WALLET_GIVEN_UP);
        assertThat(ChangeFilter.agent(before, agent(true, Map.of("note", "mine"))))
                .isEmpty();
    }
}
