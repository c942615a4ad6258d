package io.offerflow.ethereum;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * An ECDSA signature on secp256k1 whose s is in the lower half of the group (EIP-2).
 *
 * @param parity 0 or 1: which of two keys has signed
 */
public record Signature(BigInteger r, BigInteger s, int parity) {
    static final int WORD = 32;
    /** Ethereum's recovery byte of an even point. */
    private static final int V = 27;

    /** 65 bytes: r, s and 27 or 28. */
    public byte[] bytes() {
        byte[] bytes = new byte[2 * WORD + 1];
        System.arraycopy(word(r), 0, bytes, 0, WORD);
        System.arraycopy(word(s), 0, bytes, WORD, WORD);
        bytes[2 * WORD] = (byte) (V + parity);
        return bytes;
    }

    /** 0x and 130 hexadecimal digits. */
    public String hex() {
        return "0x" + HexFormat.of().formatHex(bytes());
    }

    /** Whose key has made it over these 32 bytes; empty where none has, or where s is in the upper half. */
    public Optional<Address> signer(byte[] digest) {
        boolean numbers =
                r.signum() > 0 && r.compareTo(Curve.ORDER) < 0 && s.signum() > 0 && s.compareTo(Curve.HALF_ORDER) <= 0;
        return numbers
                ? Optional.ofNullable(Curve.get().recover(digest, Arrays.copyOf(bytes(), 2 * WORD), parity))
                        .map(Address::ofPublicKey)
                : Optional.empty();
    }

    /** @param rs 64 bytes */
    static Signature of(byte[] rs, int parity) {
        return new Signature(new BigInteger(1, rs, 0, WORD), new BigInteger(1, rs, WORD, WORD), parity);
    }

    /** The 32 bytes of a number that fits them. */
    static byte[] word(BigInteger number) {
        byte[] bytes = number.toByteArray();
        int skip = Math.max(0, bytes.length - WORD);
        byte[] word = new byte[WORD];
        System.arraycopy(bytes, skip, word, WORD - bytes.length + skip, bytes.length - skip);
        Arrays.fill(bytes, (byte) 0);
        return word;
    }
}
