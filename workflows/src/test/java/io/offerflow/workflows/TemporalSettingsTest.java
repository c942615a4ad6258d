package io.offerflow.workflows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TemporalSettingsTest {

    @Test
    void withoutAnyTheLocalServerIsMeant() {
        assertThat(read(Map.of())).isEqualTo(new TemporalSettings("127.0.0.1:7233", "offerflow", false, null));
    }

    @Test
    void anApiKeyNeverTravelsInTheClear() {
        assertThat(read(Map.of("OFFERFLOW_TEMPORAL_API_KEY", "k")).tls()).isTrue();
        assertThatThrownBy(() -> read(Map.of("OFFERFLOW_TEMPORAL_API_KEY", "k", "OFFERFLOW_TEMPORAL_TLS", "false")))
                .hasMessageContaining("a key needs TLS");
    }

    @Test
    void anApiKeyIsNeverShown() {
        assertThat(read(Map.of("OFFERFLOW_TEMPORAL_API_KEY", "hush-hush")).toString())
                .doesNotContain("hush-hush");
    }

    @Test
    void anOddWordIsRefused() {
        assertThatThrownBy(() -> read(Map.of("OFFERFLOW_TEMPORAL_TLS", "yes")))
                .hasMessage("OFFERFLOW_TEMPORAL_TLS is \"yes\": true or false is needed");
    }

    private static TemporalSettings read(Map<String, String> env) {
        return TemporalSettings.from(name -> Optional.ofNullable(env.get(name)));
    }
}
