package io.offerflow.activities.chain;

import io.offerflow.cluster.SettingException;
import io.offerflow.cluster.Settings;
import io.offerflow.ethereum.Address;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who signs, and what transactions may cost.
 *
 * @param signers by address: 0x and 40 lower-case digits
 * @param maxFees wei per gas, by chain id
 * @param startBlocks from which earlier registrations are searched, by chain id
 */
public record AccountSettings(
        Map<String, SignerAccess> signers, Map<Long, BigInteger> maxFees, Map<Long, BigInteger> startBlocks) {
    public static final String SIGNERS = "OFFERFLOW_CHAIN_SIGNERS";
    public static final String MAX_FEE = "OFFERFLOW_CHAIN_MAX_FEE";
    public static final String START_BLOCK = "OFFERFLOW_CHAIN_START_BLOCK";

    private static final BigDecimal GWEI = BigDecimal.TEN.pow(9);
    private static final BigInteger DEFAULT_MAX_FEE = BigInteger.valueOf(100_000_000_000L);
    /** Polygon's tips alone are 30 gwei, and its base fee reaches hundreds. */
    private static final Map<Long, BigInteger> MAX_FEES = Map.of(
            137L, BigInteger.valueOf(1_000_000_000_000L),
            80_002L, BigInteger.valueOf(1_000_000_000_000L));

    /**
     * A remote signer.
     *
     * @param address of its HTTP API, without path
     * @param token file with the bearer token, read at each use; empty for a signer that asks for none
     */
    public record SignerAccess(URI address, Optional<Path> token) {}

    public AccountSettings {
        signers = Map.copyOf(signers);
        maxFees = Map.copyOf(maxFees);
        startBlocks = Map.copyOf(startBlocks);
    }

    /** @throws SettingException naming the setting that cannot be used */
    public static AccountSettings from(Settings settings) {
        Map<String, SignerAccess> signers = new HashMap<>();
        for (String part : settings.string(SIGNERS, "").split("[;\\n]")) {
            if (!part.isBlank()) {
                signer(part.strip(), signers);
            }
        }
        Map<Long, BigInteger> fees = new HashMap<>();
        ChainSettings.pairs(MAX_FEE, settings.string(MAX_FEE, ""), true)
                .forEach((chain, values) -> fees.put(chain, wei(values.getFirst())));
        Map<Long, BigInteger> starts = new HashMap<>();
        ChainSettings.pairs(START_BLOCK, settings.string(START_BLOCK, ""), true)
                .forEach((chain, values) -> starts.put(chain, block(values.getFirst())));
        return new AccountSettings(signers, fees, starts);
    }

    private static void signer(String entry, Map<String, SignerAccess> signers) {
        int equals = entry.indexOf('=');
        List<String> values =
                List.of(entry.substring(Math.max(0, equals + 1)).strip().split("\\s*,\\s*", 2));
        try {
            Address address =
                    Address.parse(entry.substring(0, Math.max(0, equals)).strip());
            URI uri = URI.create(values.getFirst());
            if (("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getUserInfo() == null) {
                Optional<Path> token = values.size() > 1 ? Optional.of(Path.of(values.get(1))) : Optional.empty();
                signers.put(address.hex(), new SignerAccess(uri, token));
                return;
            }
        } catch (IllegalArgumentException malformed) {
            // Refused below, with the sentence that says what is needed.
        }
        throw new SettingException(SIGNERS, entry, "address=http://host:port,/file/with/token is needed");
    }

    private static BigInteger wei(String gwei) {
        if (!gwei.matches("[0-9]{1,9}(\\.[0-9]{1,9})?")) {
            throw new SettingException(MAX_FEE, gwei, "a number of gwei is needed");
        }
        return new BigDecimal(gwei).multiply(GWEI).toBigIntegerExact();
    }

    private static BigInteger block(String text) {
        if (!text.matches("[0-9]{1,18}")) {
            throw new SettingException(START_BLOCK, text, "a block number is needed");
        }
        return new BigInteger(text);
    }

    /** @param signer address in any case */
    public Optional<SignerAccess> signer(String signer) {
        return Optional.ofNullable(signers.get(Address.parse(signer).hex()));
    }

    BigInteger maxFee(BigInteger chainId) {
        long id = chainId.longValueExact();
        return maxFees.getOrDefault(id, MAX_FEES.getOrDefault(id, DEFAULT_MAX_FEE));
    }

    Optional<BigInteger> startBlock(BigInteger chainId) {
        return Optional.ofNullable(startBlocks.get(chainId.longValueExact()));
    }
}
