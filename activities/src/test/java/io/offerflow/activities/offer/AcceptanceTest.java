package io.offerflow.activities.offer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.offerflow.api.Json;
import io.offerflow.workflows.offer.ControllerSettings;
import io.offerflow.workflows.offer.RouteAcceptance;
import io.offerflow.workflows.offer.RouteAcceptance.State;
import org.junit.jupiter.api.Test;

class AcceptanceTest {
    private static final String OURS = "\"namespace\":\"traefik\",\"name\":\"traefik-gateway\",\"sectionName\":\"web\"";

    @Test
    void noRouteAndNoWordArePending() {
        assertThat(Acceptance.of(null, ControllerSettings.DEFAULTS)).isEqualTo(RouteAcceptance.PENDING);
        assertThat(of("")).isEqualTo(RouteAcceptance.PENDING);
    }

    @Test
    void acceptedNeedsOurGatewaysWordAboutThisGeneration() {
        assertThat(of(parent(OURS, condition("Accepted", "True", 4))).state()).isEqualTo(State.Accepted);
        assertThat(of(parent(OURS, condition("Accepted", "True", 3))).state()).isEqualTo(State.Pending);
        String other = "\"namespace\":\"traefik\",\"name\":\"other\"";
        assertThat(of(parent(other, condition("Accepted", "True", 4))).state()).isEqualTo(State.Pending);
        String section = "\"namespace\":\"traefik\",\"name\":\"traefik-gateway\",\"sectionName\":\"https\"";
        assertThat(of(parent(section, condition("Accepted", "True", 4))).state())
                .isEqualTo(State.Pending);
    }

    @Test
    void aParentWithoutNamespaceIsInTheRoutesOwn() {
        assertThat(of(parent("\"name\":\"traefik-gateway\"", condition("Accepted", "True", 4)))
                        .state())
                .isEqualTo(State.Pending);
    }

    @Test
    void unresolvedReferencesAreARejectionThoughTheRouteIsAccepted() {
        RouteAcceptance word =
                of(parent(OURS, condition("Accepted", "True", 4) + "," + condition("ResolvedRefs", "False", 4)));
        assertThat(word).isEqualTo(new RouteAcceptance(State.Rejected, "Why", "because"));
    }

    @Test
    void aRejectionOfAnOlderGenerationIsForgotten() {
        assertThat(of(parent(OURS, condition("Accepted", "True", 4) + "," + condition("ResolvedRefs", "False", 3)))
                        .state())
                .isEqualTo(State.Accepted);
        assertThat(of(parent(OURS, condition("Accepted", "False", 3))).state()).isEqualTo(State.Pending);
    }

    @Test
    void aRefusedRouteCarriesReasonAndMessage() {
        assertThat(of(parent(OURS, condition("Accepted", "False", 4))))
                .isEqualTo(new RouteAcceptance(State.Rejected, "Why", "because"));
    }

    @Test
    void notProcessedYetIsNoRejection() {
        assertThat(of(parent(OURS, condition("Accepted", "False", 4).replace("Why", "Pending")))
                        .state())
                .isEqualTo(State.Pending);
    }

    private static RouteAcceptance of(String parents) {
        try {
            GenericKubernetesResource route = Json.mapper()
                    .readValue(
                            "{\"metadata\":{\"namespace\":\"shop\",\"name\":\"so-a\",\"generation\":4},\"status\":{\"parents\":["
                                    + parents + "]}}",
                            GenericKubernetesResource.class);
            return Acceptance.of(route, ControllerSettings.DEFAULTS);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static String parent(String ref, String conditions) {
        return "{\"parentRef\":{" + ref + "},\"conditions\":[" + conditions + "]}";
    }

    private static String condition(String type, String status, long generation) {
        return "{\"type\":\"" + type + "\",\"status\":\"" + status + "\",\"observedGeneration\":" + generation
                + ",\"reason\":\"Why\",\"message\":\"because\"}";
    }
}
