package io.offerflow.cluster.gate;

/** No replica gave a usable answer; the message is a stable phrase. */
public final class GateUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    GateUnavailableException(String phrase) {
        super(phrase);
    }
}
