package io.offerflow.verifier.facilitator;

import java.io.IOException;

/** An answer that cannot be read as HTTP, or is longer than any facilitator's. */
final class GarbledAnswerException extends IOException {
    private static final long serialVersionUID = 1L;

    GarbledAnswerException(String message) {
        super(message);
    }
}
