package io.offerflow.signer.key;

/** Keys that cannot be loaded. The message names the file and says why, without what stands in it. */
public final class KeyLoadException extends Exception {
    private static final long serialVersionUID = 1L;

    KeyLoadException(String message) {
        super(message);
    }
}
