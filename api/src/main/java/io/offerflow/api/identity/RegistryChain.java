package io.offerflow.api.identity;

import io.offerflow.api.chain.Chain;
import io.offerflow.api.chain.Chains;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A chain that identities can be registered on. More than can be priced: any EIP-155 id has a name here, and those where the registry is deployed an
 * address.
 *
 * @param name short name, or the CAIP-2 name where there is none
 */
public record RegistryChain(BigInteger id, String name) {
    private static final String PREFIX = "eip155:";
    private static final int MAX_DIGITS = 20;

    private static final String MAINNET = "0x8004A169FB4a3325136EB29fA0ceB6D2e539a432";
    private static final String TESTNET = "0x8004A818BFB912233c491871b3d84c89A494BD9e";

    /** Chains without a default token, which therefore cannot be priced. */
    private static final Map<String, Long> MORE =
            Map.of("sepolia", 11155111L, "ethereum-sepolia", 11155111L, "optimism", 10L, "optimism-sepolia", 11155420L);

    private static final Set<BigInteger> MAINNETS = ids(
            1,
            8453,
            42161,
            10,
            137,
            43114,
            56,
            143,
            534352,
            100,
            42220,
            167000,
            59144,
            4326,
            196,
            2741,
            5000,
            1868,
            2345,
            1088,
            295,
            1187947933,
            360);
    /** Without 31337: on a chain of one's own nothing is deployed by others. */
    private static final Set<BigInteger> TESTNETS = ids(
            11155111, 84532, 421614, 11155420, 80002, 43113, 97, 10143, 534351, 10200, 11142220, 167013, 6343, 59141,
            1952, 11124, 5003, 1946, 48816, 59902, 296, 324705682, 5042002, 11011);

    private static final Map<Long, String> EXPLORERS = Map.ofEntries(
            Map.entry(1L, "https://etherscan.io"),
            Map.entry(11155111L, "https://sepolia.etherscan.io"),
            Map.entry(8453L, "https://basescan.org"),
            Map.entry(84532L, "https://sepolia.basescan.org"),
            Map.entry(137L, "https://polygonscan.com"),
            Map.entry(80002L, "https://amoy.polygonscan.com"),
            Map.entry(43114L, "https://snowtrace.io"),
            Map.entry(43113L, "https://testnet.snowtrace.io"),
            Map.entry(42161L, "https://arbiscan.io"),
            Map.entry(421614L, "https://sepolia.arbiscan.io"),
            Map.entry(10L, "https://optimistic.etherscan.io"),
            Map.entry(11155420L, "https://sepolia-optimism.etherscan.io"));

    /** What gas is paid in; of the other chains that have a registry, ether. All have 18 decimals. */
    private static final Map<Long, String> CURRENCIES = Map.ofEntries(
            Map.entry(137L, "POL"),
            Map.entry(80002L, "POL"),
            Map.entry(43114L, "AVAX"),
            Map.entry(43113L, "AVAX"),
            Map.entry(56L, "BNB"),
            Map.entry(97L, "BNB"),
            Map.entry(143L, "MON"),
            Map.entry(10143L, "MON"),
            Map.entry(100L, "xDAI"),
            Map.entry(10200L, "xDAI"),
            Map.entry(42220L, "CELO"),
            Map.entry(11142220L, "CELO"),
            Map.entry(196L, "OKB"),
            Map.entry(1952L, "OKB"),
            Map.entry(5000L, "MNT"),
            Map.entry(5003L, "MNT"),
            Map.entry(1088L, "METIS"),
            Map.entry(59902L, "METIS"),
            Map.entry(295L, "HBAR"),
            Map.entry(296L, "HBAR"),
            Map.entry(2345L, "BTC"),
            Map.entry(48816L, "BTC"),
            Map.entry(5042002L, "USDC"));

    private static final String UNKNOWN_CURRENCY = "of the native currency";
    /** Pays gas with a token of its own that is free. */
    private static final Set<BigInteger> WITHOUT_PRICE = ids(1187947933, 324705682);

    private static final BigInteger LOCAL = BigInteger.valueOf(31_337);

    /** Finds a chain by short name or CAIP-2 name, in any case and with blanks around it. */
    public static Optional<RegistryChain> find(@Nullable String network) {
        if (network == null || network.isBlank()) {
            return Optional.empty();
        }
        String name = network.strip().toLowerCase(Locale.ROOT);
        if (name.startsWith(PREFIX)) {
            String digits = name.substring(PREFIX.length());
            return digits.matches("[1-9][0-9]*") && digits.length() <= MAX_DIGITS
                    ? Optional.of(of(new BigInteger(digits)))
                    : Optional.empty();
        }
        Long more = MORE.get(name);
        return more == null
                ? Chains.find(name).map(chain -> of(BigInteger.valueOf(chain.id())))
                : Optional.of(of(BigInteger.valueOf(more)));
    }

    public static RegistryChain of(BigInteger id) {
        String known = Stream.concat(
                        Chains.all().stream()
                                .filter(chain -> BigInteger.valueOf(chain.id()).equals(id))
                                .map(Chain::legacyName),
                        Stream.of("sepolia", "optimism", "optimism-sepolia")
                                .filter(name ->
                                        BigInteger.valueOf(MORE.get(name)).equals(id)))
                .findFirst()
                .orElse(PREFIX + id);
        return new RegistryChain(id, known);
    }

    public String caip2() {
        return PREFIX + id;
    }

    public boolean same(RegistryChain other) {
        return id.equals(other.id);
    }

    /** The identity registry deployed there; empty where none is known. Facts: the deployments of erc-8004-contracts. */
    public Optional<String> registry() {
        if (MAINNETS.contains(id)) {
            return Optional.of(MAINNET);
        }
        return TESTNETS.contains(id) ? Optional.of(TESTNET) : Optional.empty();
    }

    /** The registry as documents name it, CAIP-10. */
    public String registryName(String address) {
        return caip2() + ":" + address;
    }

    /** Where people look at a transaction; empty where no explorer is known. */
    public Optional<String> explorer(String transaction) {
        return Optional.ofNullable(id.bitLength() < Long.SIZE ? EXPLORERS.get(id.longValueExact()) : null)
                .map(base -> base + "/tx/" + transaction);
    }

    /** What gas is paid in, behind an amount with 18 decimals: {@code ETH}; words where it is not known. */
    public String currency() {
        boolean ether = id.equals(LOCAL) || registry().isPresent() && !WITHOUT_PRICE.contains(id);
        String other = id.bitLength() < Long.SIZE ? CURRENCIES.get(id.longValueExact()) : null;
        return Objects.requireNonNullElse(other, ether ? "ETH" : UNKNOWN_CURRENCY);
    }

    private static Set<BigInteger> ids(long... ids) {
        return LongStream.of(ids).mapToObj(BigInteger::valueOf).collect(Collectors.toUnmodifiableSet());
    }
}
