package io.offerflow.dev.demo;

/** The story did not go as told; the message says what was expected and what came. */
public final class DemoFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DemoFailure(String message) {
        super(message);
    }
}
