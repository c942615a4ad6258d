package io.offerflow.activities.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.offerflow.cluster.SettingException;
import io.offerflow.cluster.Settings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChainSettingsTest {
    private static ChainSettings of(Map<String, String> settings) {
        return ChainSettings.from(Settings.of(settings));
    }

    @Test
    void withoutSettingsNoChainCanBeAsked() {
        assertThat(of(Map.of()).chains()).isEmpty();
    }

    @Test
    void severalEndpointsOfSeveralNetworksKeepTheirOrder() {
        ChainSettings settings = of(Map.of(
                ChainSettings.RPC,
                "base-sepolia=https://one.example/key,http://two.example; eip155:137=https://p.example",
                ChainSettings.FINALITY,
                "base-sepolia=3"));
        ChainSettings.Access base = settings.chains().get("eip155:84532");
        assertThat(base.endpoints())
                .containsExactly(URI.create("https://one.example/key"), URI.create("http://two.example"));
        assertThat(base.depth()).isEqualTo(3);
        assertThat(settings.chains().get("eip155:137").depth()).isEqualTo(32);
        assertThat(settings.toString()).doesNotContain("one.example", "key");
    }

    @Test
    void theFileHoldsTheSameLineByLineAndTheVariableGoesBeforeIt(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(
                folder.resolve("rpc"), "base=https://file.example/key\n\nbase-sepolia=https://file.example/key2\n");
        ChainSettings settings =
                of(Map.of(ChainSettings.RPC_FILE, file.toString(), ChainSettings.RPC, "base=https://variable.example"));
        assertThat(settings.chains().get("eip155:8453").endpoints())
                .containsExactly(URI.create("https://variable.example"));
        assertThat(settings.chains()).containsKey("eip155:84532");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nowhere=https://x.example/s3cret",
                "https://x.example/s3cret",
                "base=ftp://x/s3cret",
                "base=s3cret"
            })
    void anUnusableEndpointIsRefusedWithoutShowingIt(String text) {
        assertThatThrownBy(() -> of(Map.of(ChainSettings.RPC, text)))
                .isInstanceOf(SettingException.class)
                .hasMessageContaining(ChainSettings.RPC)
                .hasMessageNotContaining("s3cret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"base=-1", "base=many", "base=10001", "nowhere=1"})
    void anUnusableDepthIsRefused(String text) {
        assertThatThrownBy(() -> of(Map.of(ChainSettings.RPC, "base=https://x.example", ChainSettings.FINALITY, text)))
                .isInstanceOf(SettingException.class)
                .hasMessageContaining(ChainSettings.FINALITY);
    }
}
