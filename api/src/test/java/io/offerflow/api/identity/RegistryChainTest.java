package io.offerflow.api.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryChainTest {

    @ParameterizedTest
    @CsvSource({
        "base-sepolia, 84532, base-sepolia",
        "' Base ', 8453, base",
        "base-mainnet, 8453, base",
        "mainnet, 1, ethereum",
        "sepolia, 11155111, sepolia",
        "ethereum-sepolia, 11155111, sepolia",
        "eip155:84532, 84532, base-sepolia",
        "eip155:31337, 31337, eip155:31337",
        "EIP155:99999999999999999999, 99999999999999999999, eip155:99999999999999999999"
    })
    void a_chain_is_found_under_each_of_its_names(String network, BigInteger id, String name) {
        assertThat(RegistryChain.find(network)).contains(new RegistryChain(id, name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "nowhere", "eip155:", "eip155:0", "eip155:01", "eip155:-1", "solana:x"})
    void what_is_no_chain_is_not_found(String network) {
        assertThat(RegistryChain.find(network)).isEmpty();
    }

    @Test
    void a_mainnet_never_gets_the_registry_of_testnets() {
        assertThat(RegistryChain.find("base").orElseThrow().registry().orElseThrow())
                .startsWith("0x8004A169");
        assertThat(RegistryChain.find("base-sepolia").orElseThrow().registry().orElseThrow())
                .startsWith("0x8004A818");
        assertThat(RegistryChain.find("eip155:31337").orElseThrow().registry()).isEmpty();
    }

    @Test
    void gas_is_paid_in_the_currency_of_the_chain() {
        assertThat(RegistryChain.find("base").orElseThrow().currency()).isEqualTo("ETH");
        assertThat(RegistryChain.find("polygon-amoy").orElseThrow().currency()).isEqualTo("POL");
        assertThat(RegistryChain.find("eip155:31337").orElseThrow().currency()).isEqualTo("ETH");
        assertThat(RegistryChain.find("eip155:99999999999999999999")
                        .orElseThrow()
                        .currency())
                .isEqualTo("of the native currency");
    }

    @Test
    void a_transaction_has_a_link_where_an_explorer_is_known() {
        assertThat(RegistryChain.find("base-sepolia").orElseThrow().explorer("0xab"))
                .contains("https://sepolia.basescan.org/tx/0xab");
        assertThat(RegistryChain.find("eip155:99999999999999999999")
                        .orElseThrow()
                        .explorer("0xab"))
                .isEmpty();
    }
}
