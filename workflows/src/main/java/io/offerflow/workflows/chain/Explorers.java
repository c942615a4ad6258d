package io.offerflow.workflows.chain;

import java.math.BigInteger;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where people look at transactions. */
final class Explorers {
    private static final Map<Long, String> SITES = Map.ofEntries(
            Map.entry(1L, "https://etherscan.io"),
            Map.entry(11_155_111L, "https://sepolia.etherscan.io"),
            Map.entry(8_453L, "https://basescan.org"),
            Map.entry(84_532L, "https://sepolia.basescan.org"),
            Map.entry(137L, "https://polygonscan.com"),
            Map.entry(80_002L, "https://amoy.polygonscan.com"),
            Map.entry(42_161L, "https://arbiscan.io"),
            Map.entry(421_614L, "https://sepolia.arbiscan.io"),
            Map.entry(43_114L, "https://snowtrace.io"),
            Map.entry(43_113L, "https://testnet.snowtrace.io"),
            Map.entry(10L, "https://optimistic.etherscan.io"));

    private Explorers() {}

    /** Null where none is known. */
    static @Nullable String transaction(BigInteger chainId, @Nullable String hash) {
        String site = chainId.bitLength() < Long.SIZE ? SITES.get(chainId.longValue()) : null;
        return site == null || hash == null ? null : site + "/tx/" + hash;
    }
}
