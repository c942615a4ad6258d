package io.offerflow.dev.pay;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The chains that the local facilitator lists, each with its x402 v1 name and its USDC.
 *
 * <p>A second table beside the product's own, on purpose: the counterpart of a test must not repeat a mistake of the
 * code under test, and USDC's EIP-712 name differs between networks.
 */
final class Networks {
    private static final Pattern CAIP_2 = Pattern.compile("eip155:([1-9][0-9]{0,17})");

    static final List<Network> ALL = List.of(
            new Network("eip155:84532", "base-sepolia", "0x036CbD53842c5426634e7929541eC2318f3dCF7e", "USDC"),
            new Network("eip155:8453", "base", "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913", "USD Coin"),
            new Network("eip155:1", "ethereum", "0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48", "USD Coin"),
            new Network("eip155:137", "polygon", "0x3c499c542cEF5E3811e1192ce70d8cC03d5c3359", "USD Coin"),
            new Network("eip155:43114", "avalanche", "0xB97EF9Ef8734C71904D8002F8b6Bc66Dd9c48a6E", "USD Coin"),
            new Network("eip155:42161", "arbitrum", "0xaf88d065e77c8cC2239327C5EDb3A432268e5831", "USD Coin"));

    private Networks() {}

    /**
     * @param caip2 the chain's CAIP-2 id
     * @param v1Name the chain's name in x402 v1
     * @param usdc USDC's address there
     * @param usdcName USDC's EIP-712 name there; its version is 2 everywhere
     */
    record Network(String caip2, String v1Name, String usdc, String usdcName) {
        TokenDomain usdcDomain() {
            return new TokenDomain(usdcName, "2", chainId(caip2).orElseThrow(), usdc);
        }
    }

    static Optional<BigInteger> chainId(String caip2) {
        var match = CAIP_2.matcher(caip2);
        return match.matches() ? Optional.of(new BigInteger(match.group(1))) : Optional.empty();
    }

    static Optional<String> caip2(String v1Name) {
        return ALL.stream()
                .filter(network -> network.v1Name().equals(v1Name))
                .map(Network::caip2)
                .findFirst();
    }

    /** The domain of a token whose contract is known here; others are taken at the requirement's word. */
    static Optional<TokenDomain> knownDomain(String caip2, String asset) {
        return ALL.stream()
                .filter(network ->
                        network.caip2().equals(caip2) && network.usdc().equalsIgnoreCase(asset))
                .map(Network::usdcDomain)
                .findFirst();
    }
}
