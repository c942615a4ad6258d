package io.offerflow.verifier.signin;

import java.time.Instant;

/** Remembers which sign-in messages were presented. Safe for many threads; shared where several gates share a database. */
public interface Nonces {

    /** What became of an attempt to use a nonce. */
    enum Use {
        FIRST,
        AGAIN,
        /** It cannot be remembered now, so it must not be accepted. */
        REFUSED
    }

    /** @param until when the message has expired by itself */
    Use use(String nonce, Instant until);
}
