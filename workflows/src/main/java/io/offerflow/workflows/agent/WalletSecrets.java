package io.offerflow.workflows.agent;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Names of what a wallet consists of. The keystore's Secret and its entries are the reference's. */
public final class WalletSecrets {
    /** The Secret with keystore and token, which the worker may read. */
    public static final String KEYSTORE = "remote-signer-keystore";

    /** Entries of {@link #KEYSTORE}; the last one only where the reference controller made it. */
    public static final String FILE = "keystore.json";

    public static final String TOKEN = "authToken";
    public static final String PASSWORD = "password";

    /** The names that a password's Secret may have: each try to make a wallet takes one for itself, and the keystore says whose won. */
    public static final List<String> PASSWORDS = Stream.concat(
                    Stream.of("remote-signer-password"),
                    IntStream.rangeClosed(2, 5).mapToObj(n -> "remote-signer-password-" + n))
            .toList();

    private WalletSecrets() {}
}
