package io.offerflow.ethereum.keystore;

/** A keystore file that gives no key. The message never repeats what stands in the file, nor the password. */
public final class KeystoreException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Fault fault;

    /** What is wrong with the file, or with the password. */
    public enum Fault {
        /** Not the JSON of a keystore of version 3. */
        MALFORMED,
        /** A cipher, a derivation or a cost that is not supported. */
        UNSUPPORTED,
        /** The password is not that of the file, or the file was changed. */
        WRONG_PASSWORD,
        /** The file says an address that is not its key's. */
        WRONG_ADDRESS
    }

    KeystoreException(Fault fault, String message) {
        super(message);
        this.fault = fault;
    }

    public Fault fault() {
        return fault;
    }
}
