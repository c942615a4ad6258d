package io.offerflow.verifier.tls;

/** Why a certificate or key cannot be used; the message repeats nothing of what the files hold. */
final class UnusableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnusableException(String sentence) {
        super(sentence);
    }
}
