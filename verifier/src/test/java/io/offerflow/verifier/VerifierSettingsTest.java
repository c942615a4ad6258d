package io.offerflow.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.offerflow.cluster.SettingException;
import io.offerflow.cluster.Settings;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerifierSettingsTest {
    @Test
    void theDefaultsAreTheDocumentedOnes() {
        VerifierSettings settings = VerifierSettings.of(Settings.of(Map.of()));
        assertThat(settings.verify().getPort()).isEqualTo(8080);
        assertThat(settings.admin().getPort()).isEqualTo(8082);
        assertThat(settings.file()).hasToString("/config/pricing.yaml");
        assertThat(settings.facilitators()).hasToString("[https://x402.gcp.obol.tech]");
        assertThat(settings.calls().verify()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.calls().settle()).isEqualTo(Duration.ofSeconds(60));
    }

    @ParameterizedTest
    @CsvSource({
        "OFFERFLOW_VERIFIER_LISTEN,8080",
        "OFFERFLOW_FACILITATOR_URL,http://evil.example",
        "OFFERFLOW_FACILITATOR_URL,'https://good.example,http://evil.example'",
        "OFFERFLOW_FACILITATOR_URL,'https://good.example,'",
        "OFFERFLOW_FACILITATOR_CONCURRENCY,0",
        "OFFERFLOW_EOA_ONLY,yes",
        "OFFERFLOW_UNPROVEN_PAYER_CONCURRENCY,0",
        "OFFERFLOW_VERIFIER_CONFIG_POLL,0s",
        "OFFERFLOW_FACILITATOR_SETTLE_TIMEOUT,long",
        "OFFERFLOW_VERIFIER_LEDGER_CAPACITY,0",
        "OFFERFLOW_VERIFIER_ACCESS_LOG,some",
        "OFFERFLOW_VERIFIER_SHOW_AGENT_MODEL,no",
    })
    void anUnusableSettingIsNamed(String name, String value) {
        assertThatThrownBy(() -> VerifierSettings.of(Settings.of(Map.of(name, value))))
                .isInstanceOf(SettingException.class)
                .hasMessageContaining(name);
    }
}
