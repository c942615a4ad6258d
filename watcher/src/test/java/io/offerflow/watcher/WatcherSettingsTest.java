package io.offerflow.watcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.offerflow.cluster.SettingException;
import io.offerflow.cluster.Settings;
import io.offerflow.workflows.offer.ControllerSettings;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WatcherSettingsTest {
    @Test
    void nothingNeedsToBeSet() {
        WatcherSettings settings = settings(Map.of());
        assertThat(settings.listen().getPort()).isEqualTo(8090);
        assertThat(settings.rendering()).isEqualTo(ControllerSettings.DEFAULTS);
        assertThat(settings.upstream().interval()).isEqualTo(Duration.ofSeconds(15));
        assertThat(settings.sweep()).isEqualTo(Duration.ofMinutes(10));
        assertThat(settings.gateReplicas()).isEmpty();
        assertThat(settings.election())
                .hasValueSatisfying(election -> assertThat(election.namespace()).isEqualTo("x402"));
    }

    @Test
    void aRestartedWatcherHasTheSameIdentitySoThatItResumesItsOwnLease() {
        Map<String, String> pod = Map.of("HOSTNAME", "watcher-7d9f", "POD_NAMESPACE", "obol");
        assertThat(settings(pod).election()).isEqualTo(settings(pod).election()).hasValueSatisfying(election -> {
            assertThat(election.identity()).isEqualTo("watcher-7d9f-8090");
            assertThat(election.namespace()).isEqualTo("obol");
        });
    }

    @Test
    void theElectionCanBeSwitchedOff() {
        assertThat(settings(Map.of(WatcherSettings.ELECTION, "false")).election())
                .isEmpty();
    }

    @Test
    void theGateAddressIsReadAsTheWorkerReadsIt() {
        assertThat(settings(Map.of(ControllerSettings.GATE_ADDRESS, "http://127.0.0.1:8080/"))
                        .rendering()
                        .gateAddress())
                .isEqualTo("http://127.0.0.1:8080");
    }

    @Test
    void whatCannotBeUsedIsRefusedByName() {
        assertThatThrownBy(() -> settings(Map.of(ControllerSettings.GATEWAY, "no-namespace")))
                .isInstanceOf(SettingException.class)
                .hasMessage("OFFERFLOW_GATEWAY is \"no-namespace\": namespace/name of a Gateway is needed");
        assertThatThrownBy(() -> settings(Map.of(WatcherSettings.CONCURRENCY, "0")))
                .hasMessageContaining(WatcherSettings.CONCURRENCY);
    }

    private static WatcherSettings settings(Map<String, String> environment) {
        return WatcherSettings.from(Settings.of(environment));
    }
}
