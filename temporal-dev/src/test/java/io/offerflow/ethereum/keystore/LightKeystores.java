package io.offerflow.ethereum.keystore;

import java.security.SecureRandom;

/** Keystores whose derivation takes milliseconds, which production has no way to make. */
public final class LightKeystores {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Scrypt LIGHT = new Scrypt(1_024, 8, 1);

    private LightKeystores() {}

    public static Keystore.Minted mint(char[] password) {
        return Keystore.mint(RANDOM, password, LIGHT);
    }
}
