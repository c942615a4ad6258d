package io.offerflow.api.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.api.chain.Token.TransferMethod;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChainsTest {
    @ParameterizedTest
    @CsvSource({
        "base,8453",
        "base-mainnet,8453",
        "base-sepolia,84532",
        "ethereum,1",
        "ethereum-mainnet,1",
        "mainnet,1",
        "polygon,137",
        "polygon-mainnet,137",
        "polygon-amoy,80002",
        "avalanche,43114",
        "avalanche-mainnet,43114",
        "avalanche-fuji,43113",
        "arbitrum,42161",
        "arbitrum-one,42161",
        "arbitrum-sepolia,421614"
    })
    void everyAliasAndItsCaip2NameIsTheSameChain(String alias, long id) {
        Chain chain = Chains.find(alias).orElseThrow();
        assertThat(chain.id()).isEqualTo(id);
        assertThat(chain.caip2()).isEqualTo("eip155:" + id);
        assertThat(Chains.find(chain.caip2())).contains(chain);
        assertThat(Chains.find(chain.legacyName())).contains(chain);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "solana", "unknown", "sepolia", "eip155:11155111", "eip155:", "Base", "eip155:08453"})
    void otherNetworksCannotBePriced(String network) {
        assertThat(Chains.find(network)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "base,0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913,USD Coin",
        "base-sepolia,0x036CbD53842c5426634e7929541eC2318f3dCF7e,USDC",
        "ethereum,0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48,USD Coin",
        "polygon,0x3c499c542cEF5E3811e1192ce70d8cC03d5c3359,USD Coin",
        "avalanche,0xB97EF9Ef8734C71904D8002F8b6Bc66Dd9c48a6E,USD Coin",
        "arbitrum,0xaf88d065e77c8cC2239327C5EDb3A432268e5831,USD Coin"
    })
    void theDefaultTokenIsTheIssuersUsdcWithItsOwnDomainName(String network, String address, String name) {
        Token usdc = Chains.find(network).orElseThrow().usdc();
        assertThat(usdc).isEqualTo(new Token(address, "USDC", 6, TransferMethod.EIP3009, name, "2"));
    }

    @Test
    void aTokenIsFoundByItsAddressInAnyCase() {
        Chain chain = Chains.find("base-sepolia").orElseThrow();
        assertThat(Chains.token(chain, "0x036CBD53842C5426634E7929541EC2318F3DCF7E"))
                .contains(chain.usdc());
        assertThat(Chains.token(chain, "0x0a09371a8b011d5110656ceBCc70603e53FD2c78"))
                .hasValueSatisfying(obol -> assertThat(obol.method()).isEqualTo(TransferMethod.PERMIT2));
        assertThat(Chains.token(chain, "0x0B010000b7624eb9B3DfBC279673C76E9D29D5F7"))
                .isEmpty();
    }
}
