package io.offerflow.workflows.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.offerflow.api.identity.RegistryChain;
import io.offerflow.workflows.identity.IdentitySettings.Tombstone;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class IdentitySettingsTest {
    private static final String ADDRESS = "0x" + "ab".repeat(20);

    private static IdentitySettings of(String name, String value) {
        return IdentitySettings.from(
                asked -> Optional.ofNullable(Map.of(name, value).get(asked)));
    }

    @Test
    void without_any_the_defaults_hold() {
        assertThat(IdentitySettings.from(name -> Optional.empty())).isEqualTo(IdentitySettings.DEFAULTS);
    }

    @Test
    void a_registry_of_ones_own_goes_before_the_known_one_under_any_name_of_the_chain() {
        RegistryChain base = RegistryChain.find("base").orElseThrow();
        RegistryChain local = RegistryChain.find("eip155:31337").orElseThrow();
        IdentitySettings settings =
                of(IdentitySettings.REGISTRIES, "eip155:8453=" + ADDRESS + ";\n eip155:31337 = " + ADDRESS + " ;");

        assertThat(settings.registry(base)).contains(ADDRESS);
        assertThat(settings.registry(local)).contains(ADDRESS);
        assertThat(IdentitySettings.DEFAULTS.registry(base)).isEqualTo(base.registry());
        assertThat(IdentitySettings.DEFAULTS.registry(local)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Tombstone.class)
    void each_policy_has_its_name(Tombstone policy) {
        assertThat(of(IdentitySettings.TOMBSTONE, policy.name()).tombstone()).isEqualTo(policy);
    }

    @ParameterizedTest
    @CsvSource({
        "OFFERFLOW_IDENTITY_REGISTRIES,atlantis=0xabababababababababababababababababababab",
        "OFFERFLOW_IDENTITY_REGISTRIES,base",
        "OFFERFLOW_IDENTITY_REGISTRIES,base=0xab",
        "OFFERFLOW_IDENTITY_SIGNER,alice",
        "OFFERFLOW_IDENTITY_TOMBSTONE,sometimes"
    })
    void what_cannot_be_used_is_named_with_its_setting(String name, String value) {
        assertThatThrownBy(() -> of(name, value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(name)
                .hasMessageContaining("needed");
    }
}
