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

class AgentChildrenTest {
    private static final Agent AGENT = new Agent(
            new Metadata("demo", "quant", "u-1", "1", 1, AgentModel.NOW, null, List.of(), Map.of(), Map.of()),
            AgentModel.spec("a"),
            null);

    private static JsonNode child(ChildKind kind, String model, String key) {
        return AgentChildren.render(AGENT, model, Credentials.withoutWallet(key), AgentSettings.DEFAULTS).stream()
                .filter(rendered -> rendered.kind() == kind)
                .map(Rendered::manifest)
                .<JsonNode>map(Json.mapper()::valueToTree)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void thePodIsWithinTheRestrictedStandardAndHasNoTokenAndLimits() {
        JsonNode pod = child(ChildKind.DEPLOYMENT, "a", "1").at("/spec/template/spec");
        assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
        assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
        assertThat(pod.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
        for (String kind : List.of("containers", "initContainers")) {
            JsonNode container = pod.at("/" + kind + "/0");
            assertThat(container.at("/securityContext/allowPrivilegeEscalation").asBoolean(true))
                    .isFalse();
            assertThat(container.at("/securityContext/capabilities/drop/0").asText())
                    .isEqualTo("ALL");
            assertThat(container.at("/resources/limits/ephemeral-storage").asText())
                    .isEqualTo("1Gi");
        }
    }

    @Test
    void theConfigurationHasNoSecretAndWordsStayWords() throws Exception {
        JsonNode config = Json.mapper()
                .readTree(child(ChildKind.CONFIG_MAP, "a\"b: c", "1")
                        .at("/data")
                        .path("config.yaml")
                        .asText());
        assertThat(config.at("/model/api_key").asText()).isEqualTo("${LLM_KEY}");
        assertThat(config.at("/model/default").asText()).isEqualTo("a\"b: c");
        assertThat(config.at("/approvals/mode").isTextual()).isTrue();
        assertThat(config.at("/terminal/timeout").asInt()).isLessThan(100);
        assertThat(child(ChildKind.SECRET, "a", "1").has("data")).isFalse();
    }

    @Test
    void onlyWhatHermesReadsAtItsStartRestartsIt() {
        JsonNode pod = child(ChildKind.DEPLOYMENT, "a", "1");
        assertThat(child(ChildKind.DEPLOYMENT, "b", "1")).isEqualTo(pod);
        assertThat(child(ChildKind.DEPLOYMENT, "a", "2")).isNotEqualTo(pod);
    }

    @Test
    void privateNetworksAreClosedInBothFamiliesAndTheGateComesIn() {
        JsonNode policy = child(ChildKind.NETWORK_POLICY, "a", "1").path("spec");
        JsonNode everything =
                policy.path("egress").path(policy.path("egress").size() - 1).path("to");
        assertThat(everything.at("/0/ipBlock/cidr").asText()).isEqualTo("0.0.0.0/0");
        assertThat(everything.at("/0/ipBlock/except").toString()).contains("169.254.0.0/16", "10.0.0.0/8");
        assertThat(everything.at("/1/ipBlock/cidr").asText()).isEqualTo("::/0");
        assertThat(everything.at("/1/ipBlock/except").toString()).contains("fe80::/10", "fc00::/7");
        assertThat(policy.at("/ingress/0/ports/0/port").asInt()).isEqualTo(8642);
        assertThat(policy.path("egress").toString()).contains("\"llm\"", "4000", "\"erpc\"");
    }

    private static JsonNode pod(Agent.Spec spec, Map<String, String> annotations) {
        Agent agent = new Agent(
                new Metadata("demo", "quant", "u-1", "1", 1, AgentModel.NOW, null, List.of(), Map.of(), annotations),
                spec,
                null);
        return Json.mapper()
                .valueToTree(HermesPod.template(agent, Credentials.withoutWallet("1"), AgentSettings.DEFAULTS));
    }

    private static Agent.Spec spec(String objective, String... skills) {
        return new Agent.Spec(null, "a", null, List.of(skills), objective, null, null, null, null, List.of());
    }

    @Test
    void anObjectiveRestartsNothingAndSkillsAndARequestForTheSoulDo() {
        JsonNode before = pod(spec("one", "gas"), Map.of());
        assertThat(pod(spec("two", "gas"), Map.of())).isEqualTo(before);
        assertThat(pod(spec("one", "gas", "l2s"), Map.of())).isNotEqualTo(before);
        assertThat(pod(spec("one", "gas"), Map.of(AgentSeed.RENDER_SOUL, "1"))).isNotEqualTo(before);
        assertThat(pod(spec("one", "+l2s"), Map.of()))
                .isEqualTo(pod(
                        spec("one", "ethereum-networks", "ethereum-local-wallet", "addresses", "gas", "l2s"),
                        Map.of()));
    }

    @Test
    void noKeyIsInThePodAndTheModelsKeyIsTheAgentsOwn() {
        JsonNode hermes = child(ChildKind.DEPLOYMENT, "a", "1").at("/spec/template/spec/containers/0");
        assertThat(hermes.path("env").toString())
                .contains(
                        "{\"name\":\"LLM_KEY\",\"valueFrom\":{\"secretKeyRef\":{\"key\":\"LLM_KEY\",\"name\":\"hermes-model-key\",\"optional\":true}}}");
        for (JsonNode variable : hermes.path("env")) {
            boolean secret = variable.path("name").asText().endsWith("_KEY");
            assertThat(variable.has("valueFrom")).isEqualTo(secret);
        }
    }

    @Test
    void whatPeopleWriteStaysTextAndNeverBecomesConfiguration() throws Exception {
        String evil = "x\"\n  api_key: stolen\nmcp_servers: {evil: {command: sh}}\n# ${LLM_KEY} '";
        Agent agent = new Agent(
                AGENT.metadata(),
                new Agent.Spec(null, evil, evil, List.of(), evil, 3, List.of(evil), 2, null, List.of()),
                null);
        Map<String, Object> config = HermesConfig.of(agent, evil, AgentSettings.DEFAULTS);
        String text = AgentChildren.render(agent, evil, Credentials.withoutWallet("1"), AgentSettings.DEFAULTS).stream()
                .filter(rendered -> rendered.kind() == ChildKind.CONFIG_MAP)
                .map(rendered -> Json.mapper()
                        .<JsonNode>valueToTree(rendered.manifest())
                        .at("/data")
                        .path("config.yaml")
                        .asText())
                .findFirst()
                .orElseThrow();
        JsonNode read = Json.mapper().readTree(text);
        assertThat(read).isEqualTo(Json.mapper().<JsonNode>valueToTree(config));
        assertThat(read.at("/model/default").asText()).isEqualTo(evil);
        assertThat(read.at("/agent/disabled_toolsets/0").asText()).isEqualTo(evil);
        assertThat(read.has("mcp_servers")).isFalse();
        assertThat(text.lines()).noneMatch(line -> line.startsWith("mcp_servers"));
    }

    @Test
    void serversOfToolsAreConfiguredAsTheyStandInTheSpec() {
        Agent.McpServer started = new Agent.McpServer(
                "search", "npx", List.of("-y", "x: y"), Map.of("TOKEN", "${SEARCH_TOKEN}"), null, null, null);
        Agent.McpServer reached =
                new Agent.McpServer("prices", null, List.of(), Map.of(), "sse", "https://mcp.example/sse", 30);
        Agent.Spec spec =
                new Agent.Spec(null, "a", null, List.of(), null, null, null, null, null, List.of(started, reached));
        JsonNode servers = Json.mapper()
                .<JsonNode>valueToTree(
                        HermesConfig.of(new Agent(AGENT.metadata(), spec, null), "a", AgentSettings.DEFAULTS))
                .path("mcp_servers");
        assertThat(servers.toString())
                .isEqualTo(
                        "{\"prices\":{\"timeout\":30,\"transport\":\"sse\",\"url\":\"https://mcp.example/sse\"},"
                                + "\"search\":{\"args\":[\"-y\",\"x: y\"],\"command\":\"npx\",\"env\":{\"TOKEN\":\"${SEARCH_TOKEN}\"}}}");
        assertThat(HermesConfig.restartDigest(new Agent(AGENT.metadata(), spec, null)))
                .isNotEqualTo(HermesConfig.restartDigest(AGENT));
    }

    @Test
    void noManifestHasSkillsOrSoulOfAnotherAgent() {
        JsonNode soul = child(ChildKind.SOUL, "a", "1");
        assertThat(soul.at("/metadata/annotations").path(AgentSeed.OBJECTIVE).asText())
                .isEmpty();
        JsonNode skills = child(ChildKind.SKILLS, "a", "1").path("data");
        assertThat(skills).hasSize(1);
        assertThat(skills.path("gas.md").asText()).startsWith("---\nname: gas\n");
    }
}
