package io.offerflow.ethereum.transaction;

import io.offerflow.ethereum.Address;
import io.offerflow.ethereum.Keccak;
import io.offerflow.ethereum.Signature;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * A signed transaction, read from its bytes.
 *
 * @param sender recovered from the signature
 * @param hash by which chains know it: 0x and 64 lower-case digits
 */
public record SignedTransaction(DynamicFeeTransaction transaction, Address sender, String hash) {
    private static final int FIELDS = 12;
    private static final int ACCESS_LIST = 8;
    private static final int PARITY = 9;

    /**
     * Reads the one canonical form only, without access list and with an s in the lower half: another one is refused or has another hash on a chain.
     *
     * @param raw 0x and hexadecimal digits
     * @throws IllegalArgumentException for everything else; its text quotes nothing
     */
    public static SignedTransaction decode(String raw) {
        byte[] bytes = bytes(raw);
        if (bytes.length == 0 || bytes[0] != DynamicFeeTransaction.TYPE) {
            throw new IllegalArgumentException("not a transaction of type 2");
        }
        List<byte[]> fields = RlpReader.list(bytes, 1);
        if (fields.size() != FIELDS || fields.get(ACCESS_LIST).length != 0) {
            throw new IllegalArgumentException("not the fields of a transaction of type 2 without an access list");
        }
        DynamicFeeTransaction transaction = transaction(fields);
        Signature signature = signature(fields);
        if (!transaction.signed(signature).equals(raw.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException("not the canonical bytes of its fields");
        }
        Address sender = signature
                .signer(transaction.digest())
                .orElseThrow(() -> new IllegalArgumentException("no key has made its signature"));
        return new SignedTransaction(transaction, sender, "0x" + HexFormat.of().formatHex(Keccak.hash(bytes)));
    }

    private static byte[] bytes(String raw) {
        if (!raw.startsWith("0x")) {
            throw new IllegalArgumentException("not 0x and hexadecimal digits");
        }
        try {
            return HexFormat.of().parseHex(raw, 2, raw.length());
        } catch (IllegalArgumentException odd) {
            throw new IllegalArgumentException("not 0x and hexadecimal digits", odd);
        }
    }

    private static DynamicFeeTransaction transaction(List<byte[]> fields) {
        try {
            return new DynamicFeeTransaction(
                    number(fields, 0).longValueExact(),
                    number(fields, 1),
                    number(fields, 2),
                    number(fields, 3),
                    number(fields, 4),
                    Address.of(fields.get(5)),
                    number(fields, 6),
                    fields.get(7));
        } catch (ArithmeticException tooLarge) {
            throw new IllegalArgumentException("its chain id is no number of 63 bits", tooLarge);
        }
    }

    private static Signature signature(List<byte[]> fields) {
        BigInteger parity = number(fields, PARITY);
        if (parity.bitLength() > 1) {
            throw new IllegalArgumentException("its parity is neither 0 nor 1");
        }
        return new Signature(number(fields, PARITY + 1), number(fields, PARITY + 2), parity.intValueExact());
    }

    private static BigInteger number(List<byte[]> fields, int index) {
        return new BigInteger(1, fields.get(index));
    }
}
