package io.offerflow.verifier;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import org.bouncycastle.crypto.digests.KeccakDigest;

/** Sign-in messages of the test's buyer, each with a nonce of its own. */
final class SignInTexts {
    private final TestClock clock;
    private int nonce = 10_000_000;

    SignInTexts(TestClock clock) {
        this.clock = clock;
    }

    String text(String host) {
        nonce++;
        return "%s wants you to sign in with your Ethereum account:\n%s\n\n\nURI: https://%s/\nVersion: 1\nChain ID: 84532\nNonce: %d\nIssued At: %s"
                .formatted(host, Payments.PAYER, host, nonce, clock.instant());
    }

    static String signature(String text) {
        byte[] shown = ("\u0019Ethereum Signed Message:\n" + text.length() + text).getBytes(StandardCharsets.UTF_8);
        KeccakDigest keccak = new KeccakDigest(256);
        keccak.update(shown, 0, shown.length);
        byte[] digest = new byte[32];
        keccak.doFinal(digest, 0);
        return Wallet.BUYER.sign(digest);
    }

    /** The value of an Authorization header. */
    static String siwx(String text) {
        Base64.Encoder base64 = Base64.getEncoder();
        byte[] signature = HexFormat.of().parseHex(signature(text).substring(2));
        return "SIWX " + base64.encodeToString(text.getBytes(StandardCharsets.UTF_8)) + "."
                + base64.encodeToString(signature);
    }
}
