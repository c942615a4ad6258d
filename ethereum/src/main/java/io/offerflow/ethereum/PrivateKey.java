package io.offerflow.ethereum;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.function.Function;

/**
 * A private key of secp256k1. Its number leaves this object only through {@link #use}, stands in no text, and is wiped by {@link #close};
 * copies that libraries or the collector made cannot be wiped in Java. Safe for many threads until it is closed.
 */
public final class PrivateKey implements AutoCloseable {
    /** Bytes of a key. */
    public static final int SIZE = 32;

    private static final int CANDIDATES = 2;

    private final byte[] secret;
    private final Address address;
    private volatile boolean closed;

    private PrivateKey(byte[] secret) {
        this.secret = secret;
        this.address = Address.ofPublicKey(Curve.get().publicKey(secret));
    }

    /** A new key; {@code random} must be cryptographically strong. */
    public static PrivateKey generate(SecureRandom random) {
        byte[] secret = new byte[SIZE];
        do {
            random.nextBytes(secret);
        } while (!Curve.isKey(secret));
        return new PrivateKey(secret);
    }

    /**
     * Of 32 bytes, big-endian, which are copied: the caller wipes his own.
     *
     * @throws IllegalArgumentException when they are no key of the group; the text says nothing of them
     */
    public static PrivateKey of(byte[] secret) {
        if (secret.length != SIZE || !Curve.isKey(secret)) {
            throw new IllegalArgumentException(
                    "not a private key: 32 bytes between 1 and the group's order are needed");
        }
        return new PrivateKey(secret.clone());
    }

    public Address address() {
        return address;
    }

    /**
     * Signs deterministically (RFC 6979, SHA-256). What is returned has been checked: it is this key that is recovered from it, so a
     * fault while computing never gives a signature away, from which the key might follow.
     *
     * @param digest 32 bytes
     * @throws IllegalStateException after {@link #close}, or when the check fails
     */
    public Signature sign(byte[] digest) {
        Curve curve = Curve.get();
        byte[] rs = curve.sign(digest, open());
        for (int parity = 0; parity < CANDIDATES; parity++) {
            byte[] key = curve.recover(digest, rs, parity);
            if (key != null && Address.ofPublicKey(key).equals(address)) {
                return Signature.of(rs, parity);
            }
        }
        throw new IllegalStateException("a signature was made that is not of " + address);
    }

    /** Lends the key's 32 bytes, which must not be kept; they are a copy and wiped afterwards. */
    public <T> T use(Function<byte[], T> work) {
        byte[] copy = open().clone();
        try {
            return work.apply(copy);
        } finally {
            Arrays.fill(copy, (byte) 0);
        }
    }

    private byte[] open() {
        if (closed) {
            throw new IllegalStateException("the key of " + address + " has been wiped");
        }
        return secret;
    }

    @Override
    public void close() {
        closed = true;
        Arrays.fill(secret, (byte) 0);
    }

    @Override
    public String toString() {
        return "PrivateKey of " + address;
    }
}
