package io.offerflow.verifier.proxy;

/** One header line, as received or to be sent. */
public record HeaderLine(String name, String value) {

    boolean is(String other) {
        return name.equalsIgnoreCase(other);
    }
}
