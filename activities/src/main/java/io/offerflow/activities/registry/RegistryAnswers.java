package io.offerflow.activities.registry;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.web3j.abi.FunctionReturnDecoder;
import org.web3j.abi.TypeReference;
import org.web3j.abi.Utils;
import org.web3j.abi.datatypes.Address;
import org.web3j.abi.datatypes.DynamicBytes;
import org.web3j.abi.datatypes.Type;
import org.web3j.abi.datatypes.Utf8String;
import org.web3j.abi.datatypes.generated.Uint256;

/** What the registry's functions give back; empty where it is not what they promise. */
public final class RegistryAnswers {
    private RegistryAnswers() {}

    /** 0x and 40 lower-case digits. */
    public static Optional<String> address(String answer) {
        return one(answer, new TypeReference<Address>() {})
                .map(address -> address.getValue().toLowerCase(java.util.Locale.ROOT));
    }

    public static Optional<String> string(String answer) {
        return one(answer, new TypeReference<Utf8String>() {}).map(Utf8String::getValue);
    }

    public static Optional<byte[]> bytes(String answer) {
        return one(answer, new TypeReference<DynamicBytes>() {}).map(DynamicBytes::getValue);
    }

    public static Optional<BigInteger> number(String answer) {
        return one(answer, new TypeReference<Uint256>() {}).map(Uint256::getValue);
    }

    private static <T extends Type<?>> Optional<T> one(String answer, TypeReference<T> type) {
        try {
            @SuppressWarnings("rawtypes") // so the library's decoder wants it
            List<Type> values = FunctionReturnDecoder.decode(answer, Utils.convert(List.of(type)));
            return values.stream().findFirst().map(value -> cast(value));
        } catch (RuntimeException malformed) {
            return Optional.empty();
        }
    }

    /** The decoder gives back the type that it was asked for. */
    @SuppressWarnings({"unchecked", "rawtypes"}) // its signature does not say so
    private static <T> T cast(Type value) {
        return (T) value;
    }
}
