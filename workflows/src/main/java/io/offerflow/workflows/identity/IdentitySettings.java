package io.offerflow.workflows.identity;

import io.offerflow.api.identity.RegistryChain;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The worker's settings as far as plans for identities depend on them. They travel with every observation, so that a replay plans with the settings of
 * its time.
 *
 * @param registries addresses by CAIP-2 name, which go before the known ones
 * @param signer address that signs where nothing else is said; empty for none
 * @param tombstone when the registry is told that an identity is gone
 * @param debounce how long a value must stay wanted before it is written to a chain, which costs money
 * @param recheck how often the registry is read although nothing happened here: nobody tells that an id was transferred away
 * @param deletionLimit after which an object goes although the chain was not told
 * @param searchAttributes whether the Temporal namespace knows ours
 * @param historyLimit events after which a run continues as new
 */
public record IdentitySettings(
        Map<String, String> registries,
        String signer,
        Tombstone tombstone,
        Duration debounce,
        Duration recheck,
        Duration deletionLimit,
        boolean searchAttributes,
        int historyLimit) {
    public static final String REGISTRIES = "OFFERFLOW_IDENTITY_REGISTRIES";
    public static final String SIGNER = "OFFERFLOW_IDENTITY_SIGNER";
    public static final String TOMBSTONE = "OFFERFLOW_IDENTITY_TOMBSTONE";
    public static final String DEBOUNCE = "OFFERFLOW_IDENTITY_DEBOUNCE";
    public static final String DELETION_LIMIT = "OFFERFLOW_IDENTITY_DELETION_LIMIT";

    /** When the registry is told; the document says it in every case. */
    public enum Tombstone {
        /** The registry keeps what it has. */
        Never,
        /** When the identity itself is deleted or tombstoned, and so the document goes. */
        WithIdentity,
        /** Also when the last offer goes. */
        WithLastOffer
    }

    private static final Pattern ADDRESS = Pattern.compile("0x[0-9a-fA-F]{40}");

    public static final IdentitySettings DEFAULTS = new IdentitySettings(
            Map.of(),
            "",
            Tombstone.WithIdentity,
            Duration.ofSeconds(30),
            Duration.ofHours(6),
            Duration.ofMinutes(5),
            false,
            2_000);

    public IdentitySettings {
        registries = Map.copyOf(registries);
    }

    /**
     * @param text looks up a setting by its full name; empty when it is missing or blank
     * @throws IllegalArgumentException naming the setting that cannot be used
     */
    public static IdentitySettings from(Function<String, Optional<String>> text) {
        return new IdentitySettings(
                text.apply(REGISTRIES).map(IdentitySettings::table).orElse(Map.of()),
                text.apply(SIGNER).map(given -> address(SIGNER, given)).orElse(""),
                text.apply(TOMBSTONE).map(IdentitySettings::policy).orElse(DEFAULTS.tombstone()),
                DEFAULTS.debounce(),
                DEFAULTS.recheck(),
                DEFAULTS.deletionLimit(),
                DEFAULTS.searchAttributes(),
                DEFAULTS.historyLimit());
    }

    /** The same once it is known what Temporal offers. */
    public IdentitySettings within(boolean searchable, int limit) {
        return new IdentitySettings(registries, signer, tombstone, debounce, recheck, deletionLimit, searchable, limit);
    }

    /** The same with other waits. */
    public IdentitySettings timed(Duration settled, Duration limit) {
        return new IdentitySettings(
                registries, signer, tombstone, settled, recheck, limit, searchAttributes, historyLimit);
    }

    /** The registry of a chain; empty where none is known. */
    public Optional<String> registry(RegistryChain chain) {
        return Optional.ofNullable(registries.get(chain.caip2())).or(chain::registry);
    }

    private static Map<String, String> table(String text) {
        Map<String, String> table = new TreeMap<>();
        for (String part : text.split("[;\\n]")) {
            String entry = part.strip();
            int equals = entry.indexOf('=');
            if (entry.isEmpty()) {
                continue;
            }
            RegistryChain chain = RegistryChain.find(equals < 0 ? "" : entry.substring(0, equals))
                    .orElseThrow(() -> new IllegalArgumentException(REGISTRIES + " has \"" + entry
                            + "\": a chain, =, and an address are needed, like eip155:31337=0x…"));
            table.put(
                    chain.caip2(),
                    address(REGISTRIES, entry.substring(equals + 1).strip()));
        }
        return table;
    }

    private static String address(String setting, String text) {
        if (!ADDRESS.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    setting + " has \"" + text + "\": an address, 0x and 40 hex digits, is needed");
        }
        return text;
    }

    private static Tombstone policy(String text) {
        for (Tombstone policy : Tombstone.values()) {
            if (policy.name().equals(text)) {
                return policy;
            }
        }
        throw new IllegalArgumentException(
                TOMBSTONE + " is \"" + text + "\": Never, WithIdentity or WithLastOffer is needed");
    }
}
