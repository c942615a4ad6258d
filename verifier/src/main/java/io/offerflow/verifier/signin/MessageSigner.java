package io.offerflow.verifier.signin;

import java.util.Optional;

/** Finds out who signed a text. */
@FunctionalInterface
public interface MessageSigner {

    /**
     * @param signature 65 bytes, over the EIP-191 hash of {@code text}
     * @return 0x and 40 hexadecimal digits in lower case; empty when it is no signature
     */
    Optional<String> of(String text, byte[] signature);
}
