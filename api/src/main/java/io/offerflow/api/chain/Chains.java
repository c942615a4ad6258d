package io.offerflow.api.chain;

import io.offerflow.api.chain.Token.TransferMethod;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Known chains and tokens, found by alias, CAIP-2 name or address. Addresses are those of the issuers (x402 default assets). */
public final class Chains {
    private static final Map<String, Chain> BY_NAME = new HashMap<>();
    private static final List<Chain> ALL = new ArrayList<>();

    static {
        usdc(8453, "USD Coin", "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913", "base", "base-mainnet");
        usdc(84532, "USDC", "0x036CbD53842c5426634e7929541eC2318f3dCF7e", "base-sepolia");
        usdc(1, "USD Coin", "0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48", "ethereum", "ethereum-mainnet", "mainnet");
        usdc(137, "USD Coin", "0x3c499c542cEF5E3811e1192ce70d8cC03d5c3359", "polygon", "polygon-mainnet");
        usdc(80002, "USDC", "0x41E94Eb019C0762f9Bfcf9Fb1E58725BfB0e7582", "polygon-amoy");
        usdc(43114, "USD Coin", "0xB97EF9Ef8734C71904D8002F8b6Bc66Dd9c48a6E", "avalanche", "avalanche-mainnet");
        usdc(43113, "USD Coin", "0x5425890298aed601595a70AB815c96711a31Bc65", "avalanche-fuji");
        usdc(42161, "USD Coin", "0xaf88d065e77c8cC2239327C5EDb3A432268e5831", "arbitrum", "arbitrum-one");
        usdc(421614, "USD Coin", "0x75faf114eafb1BDbe2F0316DF893fd58CE46AA4d", "arbitrum-sepolia");
    }

    private static final Map<String, Token> OTHER_TOKENS = Map.of(
            tokenKey(1, "0x0B010000b7624eb9B3DfBC279673C76E9D29D5F7"),
            obol("0x0B010000b7624eb9B3DfBC279673C76E9D29D5F7"),
            tokenKey(84532, "0x0a09371a8b011d5110656ceBCc70603e53FD2c78"),
            obol("0x0a09371a8b011d5110656ceBCc70603e53FD2c78"));

    private Chains() {}

    /** Finds a chain by alias ({@code base-sepolia}) or CAIP-2 name ({@code eip155:84532}); names are lower case. */
    public static Optional<Chain> find(@Nullable String network) {
        return Optional.ofNullable(network).map(BY_NAME::get);
    }

    /** Every alias and CAIP-2 name that {@link #find} knows. */
    public static List<String> names() {
        return BY_NAME.keySet().stream().sorted().toList();
    }

    public static List<Chain> all() {
        return List.copyOf(ALL);
    }

    /** A token known on that chain, by address in any case. */
    public static Optional<Token> token(Chain chain, String address) {
        if (chain.usdc().address().equalsIgnoreCase(address)) {
            return Optional.of(chain.usdc());
        }
        return Optional.ofNullable(OTHER_TOKENS.get(tokenKey(chain.id(), address)));
    }

    private static void usdc(long id, String domainName, String address, String... names) {
        Chain chain = new Chain(id, names[0], new Token(address, "USDC", 6, TransferMethod.EIP3009, domainName, "2"));
        ALL.add(chain);
        BY_NAME.put(chain.caip2(), chain);
        for (String name : names) {
            BY_NAME.put(name, chain);
        }
    }

    private static Token obol(String address) {
        return new Token(address, "OBOL", 18, TransferMethod.PERMIT2, "Obol Network", "1");
    }

    private static String tokenKey(long chainId, String address) {
        return chainId + "/" + address.toLowerCase(Locale.ROOT);
    }
}
