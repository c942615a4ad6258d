package io.offerflow.dev.pay;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.web3j.crypto.Hash;
import org.web3j.utils.Numeric;

/** The few ABI encodings that EIP-712 needs: every value is one word of 32 bytes. */
final class Abi {
    private static final int WORD = 32;
    private static final int UINT256_BITS = 256;
    private static final Pattern ADDRESS = Pattern.compile("0x[0-9a-fA-F]{40}");
    private static final Pattern BYTES32 = Pattern.compile("0x[0-9a-fA-F]{64}");
    /** Canonical decimal of at most 78 digits, the length of 2^256. */
    private static final Pattern DECIMAL = Pattern.compile("0|[1-9][0-9]{0,77}");

    private Abi() {}

    static byte[] keccak(String text) {
        return Hash.sha3(text.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] keccak(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return Hash.sha3(all.toByteArray());
    }

    static byte[] uint256(BigInteger value) {
        return Numeric.toBytesPadded(value, WORD);
    }

    static byte[] address(String address) {
        return uint256(Numeric.toBigInt(address));
    }

    static byte[] bytes32(String hex) {
        return Numeric.hexStringToByteArray(hex);
    }

    static boolean isAddress(String text) {
        return ADDRESS.matcher(text).matches();
    }

    static boolean isBytes32(String text) {
        return BYTES32.matcher(text).matches();
    }

    static boolean isUint256(String text) {
        return DECIMAL.matcher(text).matches() && new BigInteger(text).bitLength() <= UINT256_BITS;
    }
}
