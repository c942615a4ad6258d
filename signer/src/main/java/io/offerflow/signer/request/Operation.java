package io.offerflow.signer.request;

import java.util.Optional;
import java.util.stream.Stream;

/** What a caller may ask for, by the last part of the path. */
public enum Operation {
    TRANSACTION("transaction"),
    MESSAGE("message"),
    TYPED_DATA("typed-data"),
    HASH("hash");

    private final String path;

    Operation(String path) {
        this.path = path;
    }

    public String path() {
        return path;
    }

    public static Optional<Operation> ofPath(String path) {
        return Stream.of(values()).filter(one -> one.path.equals(path)).findFirst();
    }
}
