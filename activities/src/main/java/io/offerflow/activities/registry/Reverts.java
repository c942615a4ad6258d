package io.offerflow.activities.registry;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.web3j.abi.FunctionReturnDecoder;
import org.web3j.abi.TypeReference;
import org.web3j.abi.datatypes.Type;
import org.web3j.abi.datatypes.Utf8String;

/** Why a contract refused a call, by name. */
public final class Reverts {
    /** What {@code ownerOf} and {@code tokenURI} say of an id that does not exist, and a lagging node of one that does. */
    public static final String NONEXISTENT = "ERC721NonexistentToken";

    private static final String ERROR = "0x08c379a0";
    private static final String PANIC = "0x4e487b71";
    private static final int SELECTOR = 10;
    private static final int LONGEST = 160;
    private static final int HEX = 16;

    private static final Map<String, String> CUSTOM = Map.ofEntries(
            Map.entry("0x7e273289", NONEXISTENT),
            Map.entry("0x177e802f", "ERC721InsufficientApproval"),
            Map.entry("0x64283d7b", "ERC721IncorrectOwner"),
            Map.entry("0x64a0ae92", "ERC721InvalidReceiver"),
            Map.entry("0x73c6ac6e", "ERC721InvalidSender"),
            Map.entry("0x89c62b64", "ERC721InvalidOwner"),
            Map.entry("0xa9fbf51f", "ERC721InvalidApprover"),
            Map.entry("0x5b08ba18", "ERC721InvalidOperator"),
            Map.entry("0x118cdaa7", "OwnableUnauthorizedAccount"),
            Map.entry("0x1e4fbdf7", "OwnableInvalidOwner"),
            Map.entry("0xf92ee8a9", "InvalidInitialization"),
            Map.entry("0xd7e6bcf8", "NotInitializing"),
            Map.entry("0xd6bda275", "FailedCall"),
            Map.entry("0x9996b315", "AddressEmptyCode"),
            Map.entry("0x4c9c8ce3", "ERC1967InvalidImplementation"),
            Map.entry("0xb398979f", "ERC1967NonPayable"),
            Map.entry("0xe07c8dba", "UUPSUnauthorizedCallContext"),
            Map.entry("0xaa1d49a4", "UUPSUnsupportedProxiableUUID"));

    /** Solidity's documentation, "Panic via assert". */
    private static final Map<Integer, String> PANICS = Map.of(
            0x01, "a failed assertion",
            0x11, "an arithmetic overflow",
            0x12, "a division by zero",
            0x21, "an invalid enum value",
            0x22, "an invalid storage encoding",
            0x31, "pop of an empty array",
            0x32, "an index out of bounds",
            0x41, "too much memory",
            0x51, "a call of an uninitialised function");

    private Reverts() {}

    /** @param data what the call gave back: 0x and hex digits */
    public static String decode(String data) {
        if (data.length() < SELECTOR) {
            return "reverted without a reason";
        }
        String selector = data.substring(0, SELECTOR);
        return switch (selector) {
            case ERROR -> text(data);
            case PANIC -> panic(data);
            default -> CUSTOM.getOrDefault(selector, "custom error " + selector);
        };
    }

    private static String text(String data) {
        try {
            @SuppressWarnings("rawtypes") // so the library's decoder wants it
            List<TypeReference<Type>> types = org.web3j.abi.Utils.convert(List.of(new TypeReference<Utf8String>() {}));
            String text = String.valueOf(FunctionReturnDecoder.decode("0x" + data.substring(SELECTOR), types)
                    .getFirst()
                    .getValue());
            String clean = text.replaceAll("\\p{Cntrl}", " ");
            return clean.length() <= LONGEST ? clean : clean.substring(0, LONGEST) + "...";
        } catch (RuntimeException malformed) {
            return "reverted with a reason that cannot be read";
        }
    }

    private static String panic(String data) {
        String digits = data.substring(SELECTOR);
        BigInteger code = digits.isEmpty() ? BigInteger.ZERO : new BigInteger(digits, HEX);
        String name = code.bitLength() < Integer.SIZE ? PANICS.get(code.intValue()) : null;
        return "panic 0x" + code.toString(HEX) + (name == null ? "" : ": " + name);
    }
}
