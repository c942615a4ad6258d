package io.offerflow.dev.crds;

import static io.offerflow.dev.crds.Objects.WALLET;
import static io.offerflow.dev.crds.Objects.agent;
import static io.offerflow.dev.crds.Objects.offer;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offerflow.dev.crds.Api.Reply;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How an API server treats our objects once they exist: edits, status, and what kubectl shows of them. */
class CrdLifeIT extends OnEachApiServer {

    @Test
    void aWalletIsTurnedOffAndOnAndItsAddressIsShown() {
        JsonNode agent = created(agent("wallet", "{wallet: {create: true}}"));
        assertAccepted(api.patch(agent, "", "{\"spec\":{\"wallet\":{\"create\":false}}}"));
        assertAccepted(api.patch(agent, "", "{\"spec\":{\"wallet\":{\"deletionPolicy\":\"Delete\",\"create\":true}}}"));
        assertAccepted(api.patch(agent, "/status", "{\"status\":{\"walletAddress\":\"" + WALLET + "\"}}"));
        assertThat(api.patch(agent, "/status", "{\"status\":{\"walletAddress\":\"0xabc\"}}")
                        .message())
                .contains("status.walletAddress");
    }

    @Test
    void aBadEditIsRefusedAndTheOldSpecStays() {
        JsonNode offer = created(offer("edited", "{}"));
        Reply reply = api.patch(offer, "", "{\"spec\":{\"payment\":{\"price\":{\"perRequest\":\"free\"}}}}");
        assertThat(reply.message()).contains("spec.payment.price.perRequest \"free\" is not a price");
        assertThat(api.get(offer).body().path("spec")).isEqualTo(offer.path("spec"));
    }

    @Test
    void statusAndSpecAreWrittenApart() {
        JsonNode offer = created(offer("apart", "{}"));
        assertAccepted(api.patch(offer, "/status", "{\"spec\":{\"paused\":true},\"status\":{\"phase\":\"Ready\"}}"));
        assertAccepted(api.patch(offer, "", "{\"spec\":{\"path\":\"/moved\"},\"status\":{\"phase\":\"Stalled\"}}"));
        JsonNode now = api.get(offer).body();
        assertThat(now.at("/status/phase").asText()).isEqualTo("Ready");
        assertThat(now.at("/spec/paused").asBoolean()).isFalse();
        assertThat(now.at("/spec/path").asText()).isEqualTo("/moved");
        assertThat(now.at("/metadata/generation").asInt()).isEqualTo(2);
    }

    @Test
    void aStatusOutsideItsSchemaIsRefused() {
        JsonNode offer = created(offer("status", "{}"));
        assertThat(api.patch(offer, "/status", "{\"status\":{\"phase\":\"Sleeping\"}}")
                        .message())
                .contains("status.phase: Unsupported value: \"Sleeping\"");
        String twice =
                "{\"status\":{\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\"},{\"type\":\"Ready\",\"status\":\"False\"}]}}";
        assertThat(api.patch(offer, "/status", twice).message()).contains("Duplicate value");
    }

    @Test
    void conditionsAsTheReferenceControllerLeavesThemAreAccepted() {
        JsonNode offer = created(offer("adopted", "{}"));
        String conditions = "{\"status\":{\"conditions\":[{\"type\":\"Draining\",\"status\":\"False\"},"
                + "{\"type\":\"Ready\",\"status\":\"True\",\"reason\":\"Reconciled\",\"message\":\"\","
                + "\"lastTransitionTime\":\"2026-01-01T00:00:00Z\"}],\"endpoint\":\"/services/adopted\"}}";
        assertAccepted(api.patch(offer, "/status", conditions));
    }

    @Test
    void kubectlShowsTheEffectivePriceAndTheReason() {
        JsonNode offer = created(offer("shown", "{type: inference, model: {name: qwen3, runtime: vllm}}"));
        String status =
                "{\"status\":{\"phase\":\"Ready\",\"price\":\"~0.0025 USDC/request\",\"endpoint\":\"/services/shown\","
                        + "\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\",\"reason\":\"Reconciled\",\"message\":\"Sold.\"}]}}";
        assertAccepted(api.patch(offer, "/status", status));
        assertThat(columns("shown"))
                .containsExactly(
                        "Name=shown",
                        "Type=inference",
                        "Model=qwen3",
                        "Price=~0.0025 USDC/request",
                        "Network=base-sepolia",
                        "Phase=Ready",
                        "Ready=True",
                        "+PayTo=" + WALLET,
                        "+Endpoint=/services/shown",
                        "+Reason=Reconciled",
                        "+Message=Sold.");
    }

    @ParameterizedTest
    @CsvSource({"payments,first-choice", "payment,one-way", "both,both-ways"})
    void kubectlShowsTheMainPaymentHoweverItIsWritten(String written, String name) {
        ObjectNode offer = offer(name, "{}");
        ObjectNode spec = (ObjectNode) offer.path("spec");
        JsonNode main = spec.path("payment");
        if (!written.equals("payment")) {
            ObjectNode other = main.deepCopy();
            other.put("network", "polygon").put("payTo", "0x" + "2".repeat(40));
            spec.putArray("payments").add(main.deepCopy()).add(other);
        }
        if (written.equals("payments")) {
            spec.remove("payment");
        }
        assertAccepted(api.patch(created(offer), "/status", "{\"status\":{\"price\":\"0.001 USDC/request\"}}"));
        assertThat(columns(name)).contains("Network=base-sepolia", "+PayTo=" + WALLET, "Price=0.001 USDC/request");
    }

    /** As kubectl prints them, but for the age; those of {@code -o wide} with a plus. */
    private static List<String> columns(String name) {
        JsonNode table = api.table(
                        "/apis/obol.org/v1alpha1/namespaces/demo/serviceoffers?fieldSelector=metadata.name=" + name)
                .body();
        List<String> shown = new ArrayList<>();
        JsonNode columns = table.path("columnDefinitions");
        for (int i = 0; i < columns.size(); i++) {
            String wide = columns.get(i).path("priority").asInt() == 0 ? "" : "+";
            String cell = table.at("/rows/0/cells/" + i).asText();
            shown.add(wide + columns.get(i).path("name").asText() + "=" + cell);
        }
        shown.removeIf(cell -> cell.startsWith("Age="));
        return shown;
    }

    @ParameterizedTest
    @CsvSource({
        "gateway.networking.k8s.io/v1,GatewayClass,''",
        "gateway.networking.k8s.io/v1,Gateway,demo",
        "gateway.networking.k8s.io/v1,HTTPRoute,demo",
        "gateway.networking.k8s.io/v1beta1,ReferenceGrant,demo",
        "traefik.io/v1alpha1,Middleware,demo"
    })
    void aStandInKeepsWhateverIsWritten(String version, String kind, String namespace) {
        ObjectNode object = (ObjectNode) Manifests.parse(
                "{metadata: {name: any}, spec: {rules: [{matches: [{path: {value: /hello}}]}], anything: 1}}");
        object.put("apiVersion", version).put("kind", kind);
        if (!namespace.isEmpty()) {
            ((ObjectNode) object.path("metadata")).put("namespace", namespace);
        }
        assertThat(created(object).path("spec")).isEqualTo(object.path("spec"));
        if (kind.startsWith("Gateway") || kind.equals("HTTPRoute")) {
            assertAccepted(api.patch(object, "/status", "{\"status\":{\"parents\":[{\"conditions\":[]}]}}"));
            assertThat(api.get(object).body().at("/status/parents")).hasSize(1);
        }
    }

    @Test
    void anAcceptedDefinitionHasNoComplaint() {
        for (JsonNode crd : Manifests.allOf(Manifests.DEFINITIONS)) {
            assertThat(api.get(crd).body().at("/status/conditions"))
                    .extracting(condition -> condition.path("type").asText())
                    .doesNotContain("NonStructuralSchema", "NonConformant");
        }
    }
}
