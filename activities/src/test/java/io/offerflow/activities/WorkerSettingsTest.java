package io.offerflow.activities;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.offerflow.cluster.Settings;
import io.offerflow.cluster.upstream.UpstreamPolicy;
import io.offerflow.workflows.offer.ControllerSettings;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WorkerSettingsTest {

    @Test
    void withoutAnyTheDefaultsOfTheDesignHold() {
        WorkerSettings settings = read(Map.of());
        assertThat(settings.controller()).isEqualTo(ControllerSettings.DEFAULTS);
        assertThat(settings.upstreams()).isEqualTo(UpstreamPolicy.STRICT);
        assertThat(settings.ops().getPort()).isEqualTo(8091);
    }

    @Test
    void eachIsReadByItsName() {
        WorkerSettings settings = read(Map.of(
                "OFFERFLOW_GATEWAY", "edge/main",
                "OFFERFLOW_GATEWAY_SECTION", "https",
                "OFFERFLOW_GATE_ADDRESS", "http://127.0.0.1:8080/",
                "OFFERFLOW_HISTORY_LIMIT", "500",
                "OFFERFLOW_WORKER_LISTEN", "127.0.0.1:0",
                "OFFERFLOW_ALLOW_EXTERNAL_NAME_SERVICES", "true",
                "OFFERFLOW_WORKER_CACHED_WORKFLOWS", "7"));
        assertThat(settings.controller())
                .isEqualTo(new ControllerSettings("edge/main", "https", "http://127.0.0.1:8080", false, 500));
        assertThat(settings.upstreams()).isEqualTo(new UpstreamPolicy(true, false));
        assertThat(settings.cachedWorkflows()).isEqualTo(7);
    }

    @Test
    void aGatewayWithoutNamespaceIsRefusedWithASentence() {
        assertThatThrownBy(() -> read(Map.of("OFFERFLOW_GATEWAY", "main")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("OFFERFLOW_GATEWAY is \"main\"");
    }

    private static WorkerSettings read(Map<String, String> env) {
        return WorkerSettings.from(Settings.of(env));
    }
}
