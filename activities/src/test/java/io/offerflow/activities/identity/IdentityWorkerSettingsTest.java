package io.offerflow.activities.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.offerflow.activities.WorkerSettings;
import io.offerflow.activities.identity.document.ServingSettings;
import io.offerflow.api.Ref;
import io.offerflow.cluster.Settings;
import io.offerflow.workflows.identity.IdentitySettings;
import io.offerflow.workflows.offer.ControllerSettings;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IdentityWorkerSettingsTest {
    private static IdentityWorkerSettings of(Map<String, String> env) {
        return IdentityWorkerSettings.from(Settings.of(env), ControllerSettings.DEFAULTS);
    }

    @Test
    void without_any_the_defaults_hold_and_documents_hang_on_the_gateway_of_the_offers() {
        IdentityWorkerSettings settings = of(Map.of());
        assertThat(settings.plans()).isEqualTo(IdentitySettings.DEFAULTS);
        assertThat(settings.publicUrl()).isEmpty();
        assertThat(settings.serving())
                .isEqualTo(new ServingSettings(
                        ServingSettings.DEFAULT_IMAGE, new Ref("traefik", "traefik-gateway"), "web"));
    }

    @Test
    void waits_are_read_by_their_names() {
        IdentitySettings plans = of(Map.of(
                        "OFFERFLOW_IDENTITY_DEBOUNCE", "3s", "OFFERFLOW_IDENTITY_DELETION_LIMIT", "90s"))
                .plans();
        assertThat(plans.debounce()).isEqualTo(Duration.ofSeconds(3));
        assertThat(plans.deletionLimit()).isEqualTo(Duration.ofSeconds(90));
        assertThat(plans.recheck()).isEqualTo(IdentitySettings.DEFAULTS.recheck());
    }

    @Test
    void an_offer_waits_as_long_for_its_tombstone_as_an_identity() {
        WorkerSettings settings = WorkerSettings.from(Settings.of(Map.of("OFFERFLOW_IDENTITY_DELETION_LIMIT", "90s")));
        assertThat(settings.controller().deletionLimit()).isEqualTo(Duration.ofSeconds(90));
        assertThat(settings.identities().plans().deletionLimit()).isEqualTo(Duration.ofSeconds(90));
        assertThat(settings.controller().withSearchAttributes(true).deletionLimit())
                .isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void there_is_one_public_address() {
        assertThat(of(Map.of("OFFERFLOW_PUBLIC_URL", "https://one.example")).publicUrl())
                .contains(URI.create("https://one.example"));
        assertThatThrownBy(() -> of(Map.of("OFFERFLOW_PUBLIC_URL", "https://one.example,https://two.example")))
                .hasMessageContaining("OFFERFLOW_PUBLIC_URL")
                .hasMessageContaining("one address is needed");
        assertThatThrownBy(() -> of(Map.of("OFFERFLOW_IDENTITY_DELETION_LIMIT", "soon")))
                .hasMessageContaining("OFFERFLOW_IDENTITY_DELETION_LIMIT");
    }

    @Test
    void what_temporal_offers_changes_nothing_else() {
        IdentityWorkerSettings settings =
                of(Map.of("OFFERFLOW_IDENTITY_TOMBSTONE", "Never")).within(true, 70);
        assertThat(settings.plans().searchAttributes()).isTrue();
        assertThat(settings.plans().historyLimit()).isEqualTo(70);
        assertThat(settings.plans().tombstone()).isEqualTo(IdentitySettings.Tombstone.Never);
    }
}
