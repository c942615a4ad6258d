package io.offerflow.workflows.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.offerflow.api.Agent;
import io.offerflow.api.Json;
import io.offerflow.api.Metadata;
import io.offerflow.workflows.entity.ChildKind;
import io.offerflow.workflows.entity.Rendered;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The children of an agent with a wallet. */
class SignerPodTest {
    private static final String ADDRESS = "0x" + "a".repeat(40);
    private static final Agent AGENT = new Agent(
            new Metadata("demo", "quant", "u-1", "1", 1, AgentModel.NOW, null, List.of(), Map.of(), Map.of()),
            AgentModel.rich(null),
            null);

    private static JsonNode child(ChildKind kind, String tokenVersion) {
        Credentials.Wallet wallet = new Credentials.Wallet(ADDRESS, tokenVersion, "remote-signer-password-2");
        return AgentChildren.render(AGENT, "a", new Credentials("1", "", wallet), AgentSettings.DEFAULTS).stream()
                .filter(rendered -> rendered.kind() == kind)
                .map(Rendered::manifest)
                .<JsonNode>map(Json.mapper()::valueToTree)
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode pod(ChildKind kind) {
        return child(kind, "1").at("/spec/template/spec");
    }

    @Test
    void theSignerIsWithinTheRestrictedStandardAndOneAtATime() {
        JsonNode pod = pod(ChildKind.SIGNER_DEPLOYMENT);
        assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
        assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
        assertThat(pod.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
        JsonNode container = pod.at("/containers/0");
        assertThat(container.at("/securityContext/allowPrivilegeEscalation").asBoolean(true))
                .isFalse();
        assertThat(container.at("/securityContext/readOnlyRootFilesystem").asBoolean())
                .isTrue();
        assertThat(container.at("/securityContext/capabilities/drop/0").asText())
                .isEqualTo("ALL");
        assertThat(container.at("/resources/limits/memory").asText()).isEqualTo("1Gi");
        assertThat(child(ChildKind.SIGNER_DEPLOYMENT, "1")
                        .at("/spec/strategy/type")
                        .asText())
                .isEqualTo("Recreate");
    }

    @Test
    void onlyTheSignerIsGivenThePasswordAndOfTheKeystoreOnlyTheFile() {
        assertThat(pod(ChildKind.SIGNER_DEPLOYMENT).at("/containers/0/env").toString())
                .contains("{\"key\":\"password\",\"name\":\"remote-signer-password-2\"}")
                .contains("{\"key\":\"authToken\",\"name\":\"remote-signer-keystore\"}")
                .doesNotContain("optional");
        assertThat(pod(ChildKind.SIGNER_DEPLOYMENT)
                        .at("/volumes/0/secret/items")
                        .toString())
                .isEqualTo("[{\"key\":\"keystore.json\",\"path\":\"keystore.json\"}]");
        assertThat(pod(ChildKind.DEPLOYMENT).toString())
                .doesNotContain("password", "keystore.json")
                .contains(ADDRESS, "http://remote-signer.demo.svc.cluster.local:9000")
                .contains("{\"key\":\"authToken\",\"name\":\"remote-signer-keystore\"}");
    }

    @Test
    void anotherTokenRestartsBothPods() {
        for (ChildKind kind : List.of(ChildKind.DEPLOYMENT, ChildKind.SIGNER_DEPLOYMENT)) {
            assertThat(child(kind, "2").at("/spec/template"))
                    .isNotEqualTo(child(kind, "1").at("/spec/template"));
        }
    }

    @Test
    void theSignerReachesNobodyAndIsReachedByItsAgentOnly() {
        JsonNode policy = child(ChildKind.SIGNER_POLICY, "1").path("spec");
        assertThat(policy.path("policyTypes").toString()).isEqualTo("[\"Ingress\",\"Egress\"]");
        assertThat(policy.has("egress")).isFalse();
        assertThat(policy.at("/ingress/0/from").toString())
                .isEqualTo("[{\"podSelector\":{\"matchLabels\":{\"app.kubernetes.io/instance\":\"quant\","
                        + "\"app.kubernetes.io/name\":\"hermes\"}}}]");
        assertThat(policy.at("/ingress/0/ports/0/port").asInt()).isEqualTo(9000);
        assertThat(policy.at("/podSelector/matchLabels/app.kubernetes.io~1name").asText())
                .isEqualTo("remote-signer");
    }
}
