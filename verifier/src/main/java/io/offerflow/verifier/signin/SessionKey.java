package io.offerflow.verifier.signin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The key that signs sessions. */
public final class SessionKey {
    private static final Logger LOG = LoggerFactory.getLogger(SessionKey.class);
    private static final int LEAST = 32;

    private SessionKey() {}

    /**
     * From a file, or a new one when there is none: sessions then end with the process and hold for one replica only.
     *
     * @throws IllegalArgumentException when the file holds fewer than 32 bytes
     */
    public static byte[] read(@Nullable Path file, RandomGenerator random) {
        if (file == null) {
            LOG.info("no session key is set: sessions of signed-in wallets end with this process");
            byte[] key = new byte[LEAST];
            random.nextBytes(key);
            return key;
        }
        try {
            byte[] key = Files.readAllBytes(file);
            if (key.length < LEAST) {
                throw new IllegalArgumentException(
                        "the session key in " + file + " has " + key.length + " bytes; " + LEAST + " are needed");
            }
            return key;
        } catch (IOException e) {
            throw new UncheckedIOException("the session key cannot be read from " + file, e);
        }
    }
}
