package io.offerflow.verifier.page;

import java.time.Instant;

/**
 * Lets a person sign in with the wallet in the browser: the page's script asks for the account, has an EIP-4361 message signed and posts it
 * to the same host. It shows no other text than its own, the host's name and the offer's path.
 */
public final class SignInPage {
    private static final String TITLE = "Sign in";
    private static final String SCRIPT = Page.resource("sign-in.js");
    private static final String FORM =
            """
            <h1>Sign in</h1>
            <p><code>%1$s%2$s</code> is for wallets that have signed in at <strong>%1$s</strong>.</p>
            <p>Your wallet shows a message to sign. That costs nothing and moves no money.</p>
            <p><button id="sign-in" type="button" data-verify="%3$s" data-next="%4$s" data-time="%5$d" disabled>Sign in with your
            wallet</button></p>
            <p id="status" role="status" aria-live="polite"></p>
            <noscript><p>This page needs JavaScript to reach your wallet.</p></noscript>
            <p class="note">Programs sign an EIP-4361 message and send it as <code>Authorization: SIWX</code>.</p>
            """;
    private static final String CLOSED =
            """
            <h1>Sign in</h1>
            <p>What is here is for wallets that have signed in, but nobody signs in at this host. Use the address that the seller gives
            you.</p>
            """;

    private SignInPage() {}

    /**
     * @param host as the browser names it
     * @param path the offer's own
     * @param verify where the signed message goes, a path of this host
     * @param next where to go afterwards, a path of this host; empty for where the browser is
     * @param now so that a wrong clock of the browser does no harm
     */
    public static Page of(String host, String path, String verify, String next, Instant now) {
        String body = FORM.formatted(
                Page.escaped(host), Page.escaped(path), Page.escaped(verify), Page.escaped(next), now.toEpochMilli());
        return Page.of(TITLE, body, SCRIPT);
    }

    /** For a host at which nobody signs in: without a button, since what a wallet signs there proves nothing. */
    public static Page closed() {
        return Page.of(TITLE, CLOSED);
    }
}
