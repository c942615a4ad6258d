package io.offerflow.verifier.signature;

import io.offerflow.api.route.Requirement;
import io.offerflow.verifier.x402.Authorization.Eip3009;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Recovers who signed an EIP-3009 authorization for a requirement, or a text. Pure computing of 50 to 200 µs: never on an I/O thread, where one buyer's
 * wrong signatures would delay the answers to everybody else on it.
 */
public final class Signatures {
    private static final Logger LOG = LoggerFactory.getLogger(Signatures.class);
    private static final int RS = 64;
    /** r, s and the recovery byte. */
    private static final int KEY_SIGNATURE = RS + 1;
    /** Ethereum's recovery bytes: 27 for an even point, 28 for an odd one. */
    private static final int V = 27;

    private static final int ADDRESS = 20;
    /** Half of the group's order; EIP-2 and the tokens' contracts take s up to here. */
    private static final BigInteger HALF =
            new BigInteger("7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0", 16);

    private static final byte[] MAX_S = Word.of(HALF);
    /** Any r and s. */
    private static final byte[] ANY_SIGNATURE = new byte[RS];

    private final TypedData typedData = new TypedData();
    private final KeyRecovery recovery;

    Signatures(KeyRecovery recovery) {
        this.recovery = recovery;
    }

    /** With the native library, or, where it does not load, in Java; which of the two is logged once. */
    public static Signatures load() {
        return load(NativeRecovery::new);
    }

    /** The library is used once, since parts of it may load only then. */
    static Signatures load(Supplier<KeyRecovery> library) {
        try {
            KeyRecovery recovery = library.get();
            recovery.recover(new byte[Word.SIZE], ANY_SIGNATURE, 0);
            LOG.debug("signatures are checked by the native library");
            return new Signatures(recovery);
        } catch (RuntimeException | LinkageError absent) {
            LOG.warn(
                    "signatures are checked in Java, at a quarter of the speed: the native library does not load ({})",
                    absent.toString());
            return new Signatures(new JavaRecovery());
        }
    }

    /** False where the slower Java implementation stands in. */
    public boolean isNative() {
        return recovery instanceof NativeRecovery;
    }

    public Signer signer(Requirement requirement, Eip3009 authorization) {
        byte[] signature = Word.bytes(authorization.signature());
        int parity = signature.length == KEY_SIGNATURE ? signature[RS] - V : -1;
        if (parity != 0 && parity != 1) {
            return Signer.SOMEBODY_ELSE;
        }
        byte[] key =
                recovery.recover(typedData.digest(requirement, authorization), Arrays.copyOf(signature, RS), parity);
        if (key == null || !isAddressOf(key, Word.bytes(authorization.from()))) {
            return Signer.SOMEBODY_ELSE;
        }
        boolean high = Arrays.compareUnsigned(signature, Word.SIZE, RS, MAX_S, 0, Word.SIZE) > 0;
        return high ? Signer.PAYER_MALLEATED : Signer.PAYER;
    }

    /**
     * Who signed a text that a wallet showed (EIP-191).
     *
     * @param signature 65 bytes; its last is 27 or 28, or 0 or 1
     * @return 0x and 40 hexadecimal digits in lower case; empty when it is no signature that a wallet makes
     */
    public Optional<String> signerOfText(String text, byte[] signature) {
        if (signature.length != KEY_SIGNATURE) {
            return Optional.empty();
        }
        int last = signature[RS];
        int parity = last >= V ? last - V : last;
        boolean high = Arrays.compareUnsigned(signature, Word.SIZE, RS, MAX_S, 0, Word.SIZE) > 0;
        if ((parity != 0 && parity != 1) || high) {
            return Optional.empty();
        }
        byte[] key = recovery.recover(hashOfText(text), Arrays.copyOf(signature, RS), parity);
        if (key == null) {
            return Optional.empty();
        }
        byte[] hash = Keccak.hash(key);
        return Optional.of("0x" + HexFormat.of().formatHex(hash, Keccak.SIZE - ADDRESS, Keccak.SIZE));
    }

    /** What a wallet signs for a text (EIP-191). */
    static byte[] hashOfText(String text) {
        byte[] shown = text.getBytes(StandardCharsets.UTF_8);
        byte[] prefix = ("\u0019Ethereum Signed Message:\n" + shown.length).getBytes(StandardCharsets.UTF_8);
        return Keccak.hash(prefix, shown);
    }

    private static boolean isAddressOf(byte[] key, byte[] address) {
        return Arrays.equals(Keccak.hash(key), Keccak.SIZE - ADDRESS, Keccak.SIZE, address, 0, ADDRESS);
    }
}
