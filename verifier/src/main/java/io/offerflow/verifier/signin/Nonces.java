package io.offerflow.verifier.signin;

import java.time.Instant;

/** Remembers which sign-in messages were presented, over all gates that share a ledger. Safe for many threads; blocks. */
public interface Nonces {

    /** What became of an attempt to use a nonce. */
    enum Use {
        FIRST,
        AGAIN,
        /** It cannot be remembered now, so it must not be accepted. */
        REFUSED
    }

    /**
     * @param wallet who signed, 0x and 40 hexadecimal digits in lower case; a nonce is used up for this wallet only, so that nobody can use
     *     up another's
     * @param until when the message has expired by itself
     */
    Use use(String wallet, String nonce, Instant until);
}
