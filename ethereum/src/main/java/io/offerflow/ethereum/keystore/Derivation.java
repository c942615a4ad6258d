package io.offerflow.ethereum.keystore;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.generators.SCrypt;
import org.bouncycastle.crypto.params.KeyParameter;

/** How a password becomes the bytes that open a file. */
sealed interface Derivation {
    /** Bytes that are derived. */
    int SIZE = 32;

    /** The caller wipes what he gets. Waits for its turn where much memory is needed. */
    byte[] derive(char[] password);

    /** @param cost a supported one */
    record OfScrypt(Scrypt cost, byte[] salt) implements Derivation {
        @Override
        public byte[] derive(char[] password) {
            // Uninterruptible: the wait is at most some seconds, and half a wallet helps nobody.
            Turns.TURNS.acquireUninterruptibly();
            try {
                return withBytes(password, bytes -> SCrypt.generate(bytes, salt, cost.n(), cost.r(), cost.p(), SIZE));
            } finally {
                Turns.TURNS.release();
            }
        }
    }

    /** With SHA-256 in its HMAC. */
    record OfPbkdf2(int rounds, byte[] salt) implements Derivation {
        @Override
        public byte[] derive(char[] password) {
            return withBytes(password, bytes -> {
                PKCS5S2ParametersGenerator generator = new PKCS5S2ParametersGenerator(new SHA256Digest());
                generator.init(bytes, salt, rounds);
                return ((KeyParameter) generator.generateDerivedMacParameters(SIZE * Byte.SIZE)).getKey();
            });
        }
    }

    /** Lends the password's UTF-8 bytes and wipes them. */
    private static byte[] withBytes(char[] password, Function<byte[], byte[]> work) {
        ByteBuffer buffer = StandardCharsets.UTF_8.encode(CharBuffer.wrap(password));
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        Arrays.fill(buffer.array(), (byte) 0);
        try {
            return work.apply(bytes);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /** One for the whole process, since it is the process's heap that the derivations share. */
    final class Turns {
        static final int AT_ONCE = 2;
        private static final Semaphore TURNS = new Semaphore(AT_ONCE, true);

        private Turns() {}
    }
}
