package io.offerflow.activities.registry;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.datatypes.Address;
import org.web3j.abi.datatypes.DynamicArray;
import org.web3j.abi.datatypes.DynamicBytes;
import org.web3j.abi.datatypes.DynamicStruct;
import org.web3j.abi.datatypes.Function;
import org.web3j.abi.datatypes.Type;
import org.web3j.abi.datatypes.Utf8String;
import org.web3j.abi.datatypes.generated.Uint256;

/** Call data for an identity registry, version 2.0.0: 0x and hex digits. */
public final class RegistryCalls {
    private RegistryCalls() {}

    /**
     * {@code register(string,(string,bytes)[])}: one transaction for the URI and all metadata. Each success mints another id.
     *
     * @param metadata in the order in which it is written; the key {@code agentWallet} is refused by the registry
     */
    public static String register(String uri, Map<String, byte[]> metadata) {
        List<Entry> entries = metadata.entrySet().stream()
                .map(entry -> new Entry(entry.getKey(), entry.getValue()))
                .toList();
        return call("register", new Utf8String(uri), new DynamicArray<>(Entry.class, entries));
    }

    /** {@code setAgentURI(uint256,string)}. */
    public static String setAgentUri(BigInteger agentId, String uri) {
        return call("setAgentURI", new Uint256(agentId), new Utf8String(uri));
    }

    /** {@code setMetadata(uint256,string,bytes)}. */
    public static String setMetadata(BigInteger agentId, String key, byte[] value) {
        return call("setMetadata", new Uint256(agentId), new Utf8String(key), new DynamicBytes(value));
    }

    public static String getMetadata(BigInteger agentId, String key) {
        return call("getMetadata", new Uint256(agentId), new Utf8String(key));
    }

    /** Zero for an id that does not exist; {@link #ownerOf} tells whether it does. */
    public static String getAgentWallet(BigInteger agentId) {
        return call("getAgentWallet", new Uint256(agentId));
    }

    /** Reverts for an id that does not exist. */
    public static String ownerOf(BigInteger agentId) {
        return call("ownerOf", new Uint256(agentId));
    }

    /** Reverts for an id that does not exist. */
    public static String tokenUri(BigInteger agentId) {
        return call("tokenURI", new Uint256(agentId));
    }

    public static String balanceOf(String owner) {
        return call("balanceOf", new Address(owner));
    }

    public static String getVersion() {
        return call("getVersion");
    }

    private static String call(String name, Type<?>... arguments) {
        return FunctionEncoder.encode(new Function(name, List.of(arguments), List.of()));
    }

    /** {@code (string metadataKey, bytes metadataValue)}; public because the library makes it by reflection. */
    public static final class Entry extends DynamicStruct {
        public Entry(String key, byte[] value) {
            this(new Utf8String(key), new DynamicBytes(value));
        }

        public Entry(Utf8String key, DynamicBytes value) {
            super(key, value);
        }
    }
}
