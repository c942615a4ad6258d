package io.offerflow.dev.stack;

/** A local run that cannot start, with a sentence that says what to do. */
public final class StackException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StackException(String message) {
        super(message);
    }
}
