package io.offerflow.activities.chain;

import io.offerflow.api.chain.Chain;
import io.offerflow.api.chain.Chains;
import io.offerflow.cluster.SettingException;
import io.offerflow.cluster.Settings;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The chains that can be asked.
 *
 * @param chains by CAIP-2 name
 */
public record ChainSettings(Map<String, Access> chains) {
    public static final String RPC = "OFFERFLOW_CHAIN_RPC";
    public static final String RPC_FILE = "OFFERFLOW_CHAIN_RPC_FILE";
    public static final String FINALITY = "OFFERFLOW_CHAIN_FINALITY";

    /** Blocks; for base and everything that is not listed about half a minute, where the sequencer's word has been good so far. */
    private static final int DEFAULT_DEPTH = 12;

    /** Polygon reorganises deeper, Arbitrum's blocks come four a second, Avalanche's are final when they are made. */
    private static final Map<String, Integer> DEPTHS = Map.of(
            "eip155:137", 32,
            "eip155:80002", 32,
            "eip155:42161", 60,
            "eip155:421614", 60,
            "eip155:43114", 2,
            "eip155:43113", 2);

    private static final int MAX_DEPTH = 10_000;
    private static final Pattern CAIP_2 = Pattern.compile("eip155:([1-9][0-9]{0,17})");

    /**
     * How one chain is asked.
     *
     * @param endpoints the best first
     * @param depth blocks on top of one before it counts as final
     */
    public record Access(long chainId, List<URI> endpoints, int depth) {
        public Access {
            endpoints = List.copyOf(endpoints);
        }

        @Override
        public String toString() {
            return "Access[" + chainId + ", " + endpoints.size() + " endpoints, depth " + depth + "]";
        }
    }

    public ChainSettings {
        chains = Map.copyOf(chains);
    }

    /** @throws SettingException naming the setting that cannot be used, never an endpoint */
    public static ChainSettings from(Settings settings) {
        Map<Long, List<String>> endpoints = new LinkedHashMap<>();
        settings.text(RPC_FILE).ifPresent(file -> endpoints.putAll(pairs(RPC_FILE, read(file), false)));
        settings.text(RPC).ifPresent(text -> endpoints.putAll(pairs(RPC, text, false)));
        Map<Long, List<String>> depths = pairs(FINALITY, settings.string(FINALITY, ""), true);
        Map<String, Access> chains = new HashMap<>();
        endpoints.forEach((chain, texts) -> chains.put(
                caip2(chain),
                new Access(
                        chain,
                        texts.stream().map(ChainSettings::endpoint).toList(),
                        Optional.ofNullable(depths.get(chain))
                                .map(given -> depth(given.getFirst()))
                                .orElseGet(() -> DEPTHS.getOrDefault(caip2(chain), DEFAULT_DEPTH)))));
        return new ChainSettings(chains);
    }

    /** {@code network=value,value}, separated by semicolons or lines. */
    static Map<Long, List<String>> pairs(String setting, String text, boolean shown) {
        Map<Long, List<String>> pairs = new LinkedHashMap<>();
        for (String part : text.split("[;\\n]")) {
            String entry = part.strip();
            if (entry.isEmpty()) {
                continue;
            }
            int equals = entry.indexOf('=');
            String network = equals < 0 ? "" : entry.substring(0, equals).strip();
            long chain = chainId(network)
                    .orElseThrow(() -> new SettingException(
                            setting,
                            shown ? entry : "(not shown)",
                            "a known network or eip155:<chain id>, =, and values are needed"));
            List<String> values = new ArrayList<>();
            for (String value : entry.substring(equals + 1).split(",")) {
                values.add(value.strip());
            }
            pairs.put(chain, values);
        }
        return pairs;
    }

    private static Optional<Long> chainId(String network) {
        Matcher numbered = CAIP_2.matcher(network);
        return numbered.matches()
                ? Optional.of(Long.valueOf(numbered.group(1)))
                : Chains.find(network).map(Chain::id);
    }

    private static String caip2(long chainId) {
        return "eip155:" + chainId;
    }

    /** How a chain is asked; empty where no endpoint is set. */
    Optional<Access> access(BigInteger chainId) {
        return Optional.ofNullable(chains.get("eip155:" + chainId));
    }

    private static URI endpoint(String text) {
        try {
            URI uri = URI.create(text);
            if (("http".equals(uri.getScheme()) || "https".equals(uri.getScheme())) && uri.getHost() != null) {
                return uri;
            }
        } catch (IllegalArgumentException malformed) {
            // Refused below, without its text: it may hold a key.
        }
        throw new SettingException(RPC, "(not shown)", "absolute http or https addresses are needed");
    }

    private static int depth(String text) {
        int depth = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : -1;
        if (depth < 0 || depth > MAX_DEPTH) {
            throw new SettingException(FINALITY, text, "a number of blocks from 0 to " + MAX_DEPTH + " is needed");
        }
        return depth;
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException unreadable) {
            throw new SettingException(RPC_FILE, file, "a file that can be read is needed");
        }
    }
}
