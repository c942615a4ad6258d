package io.offerflow.activities.identity.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.offerflow.api.Json;
import io.offerflow.api.Ref;
import io.offerflow.api.ResourceKind;
import io.offerflow.api.identity.AgentIdentity;
import io.offerflow.workflows.entity.ChildKind;
import io.offerflow.workflows.entity.Rendered;
import java.util.List;
import org.junit.jupiter.api.Test;

class DocumentServerTest {
    private static final ServingSettings SETTINGS =
            new ServingSettings(ServingSettings.DEFAULT_IMAGE, Ref.parse("traefik/traefik-gateway"), "web");

    @Test
    void hasTheReferencesNames() {
        assertThat(children("{}").stream().map(c -> c.kind().kind() + " " + c.name()))
                .containsExactly(
                        "ConfigMap agentidentity-default-registration",
                        "Deployment agentidentity-default-registration",
                        "Service agentidentity-default-registration",
                        "HTTPRoute agentidentity-default-wellknown");
    }

    @Test
    void aNewDocumentMakesNoRollout() {
        assertThat(child("{\"a\":1}", ChildKind.DEPLOYMENT)).isEqualTo(child("{\"a\":2}", ChildKind.DEPLOYMENT));
        assertThat(child("{\"a\":1}", ChildKind.CONFIG_MAP)).isNotEqualTo(child("{\"a\":2}", ChildKind.CONFIG_MAP));
    }

    @Test
    void aNewConfigurationMakesOne() {
        JsonNode other = child(server("/other/agent-registration.json"), "{}", ChildKind.DEPLOYMENT);
        assertThat(other).isNotEqualTo(child("{}", ChildKind.DEPLOYMENT));
    }

    @Test
    void thePodMeetsTheRestrictedStandardAndHasNoToken() {
        JsonNode pod = child("{}", ChildKind.DEPLOYMENT).at("/spec/template/spec");
        assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
        assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
        assertThat(pod.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
        JsonNode container = pod.at("/containers/0");
        assertThat(container.at("/securityContext/readOnlyRootFilesystem").asBoolean())
                .isTrue();
        assertThat(container.at("/securityContext/allowPrivilegeEscalation").asBoolean(true))
                .isFalse();
        assertThat(container.at("/securityContext/capabilities/drop/0").asText())
                .isEqualTo("ALL");
        assertThat(container.at("/resources/limits/memory").asText()).isNotEmpty();
        assertThat(container.at("/readinessProbe/httpGet/path").asText()).isEqualTo("/healthz");
    }

    @Test
    void theConfigMapIsMountedWholeSoThatAnUpdateReachesTheServer() {
        JsonNode pod = child("{}", ChildKind.DEPLOYMENT).at("/spec/template/spec");
        assertThat(pod.findParents("subPath")).isEmpty();
        assertThat(pod.at("/volumes/0/configMap/name").asText()).isEqualTo("agentidentity-default-registration");
        assertThat(pod.at("/volumes/0/configMap").has("items")).isFalse();
        assertThat(pod.at("/containers/0/volumeMounts/0/readOnly").asBoolean()).isTrue();
    }

    @Test
    void theRouteTakesExactlyTheWellKnownPath() {
        JsonNode rule = child("{}", ChildKind.HTTP_ROUTE).at("/spec/rules/0");
        assertThat(rule.at("/matches/0/path/type").asText()).isEqualTo("Exact");
        assertThat(rule.at("/matches/0/path/value").asText()).isEqualTo("/.well-known/agent-registration.json");
        assertThat(rule.at("/backendRefs/0/name").asText()).isEqualTo("agentidentity-default-registration");
        assertThat(rule.has("filters")).isFalse();
    }

    @Test
    void aDocumentThatNoConfigMapHoldsIsToldWithItsSize() {
        Serving serving = server(RegistrationDocument.PATH).serve("ä".repeat(Serving.LIMIT / 2 + 1));
        assertThat(serving).isInstanceOf(Serving.TooLarge.class);
        assertThat(((Serving.TooLarge) serving).sentence()).contains("1032194 bytes", "fewer offers");
        assertThat(server(RegistrationDocument.PATH).serve("x".repeat(Serving.LIMIT)))
                .isInstanceOf(Serving.Possible.class);
    }

    @Test
    void aPathCannotBecomeConfiguration() {
        for (String path : List.of("/a { return 200; } location /b", "/a;", "a", "/$uri", "/a\nb", "/a//b", "/")) {
            assertThatThrownBy(() -> server(path).serve("{}")).as(path).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static JsonNode child(String json, ChildKind kind) {
        return child(server(RegistrationDocument.PATH), json, kind);
    }

    private static JsonNode child(DocumentServer server, String json, ChildKind kind) {
        return switch (server.serve(json)) {
            case Serving.Possible possible ->
                possible.children().stream()
                        .filter(c -> c.kind() == kind)
                        .<JsonNode>map(c -> Json.mapper().valueToTree(c.manifest()))
                        .findFirst()
                        .orElseThrow();
            case Serving.TooLarge tooLarge -> throw new AssertionError(tooLarge.sentence());
        };
    }

    private static List<Rendered> children(String json) {
        return ((Serving.Possible) server(RegistrationDocument.PATH).serve(json)).children();
    }

    private static DocumentServer server(String path) {
        DocumentServer.Owner owner =
                new DocumentServer.Owner(ResourceKind.AGENT_IDENTITY, AgentIdentity.SHARED, "uid-identity");
        return new DocumentServer(owner, path, SETTINGS);
    }
}
