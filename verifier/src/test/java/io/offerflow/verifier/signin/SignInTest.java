package io.offerflow.verifier.signin;

import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.api.Ref;
import io.offerflow.verifier.TestClock;
import io.offerflow.verifier.signin.SignIn.Credentials;
import io.offerflow.verifier.signin.SignInCheck.Result;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignInTest {
    private static final String HOST = "shop.example.com";
    private static final Audience HERE = at(HOST);
    private static final String WALLET = "0x70997970c51812dc3a010c7d01b50e0d17dc79c8";
    private static final byte[] KEY = "a key of thirty-two bytes, no less".getBytes(StandardCharsets.UTF_8);
    private static final byte[] SIGNATURE = new byte[65];

    private final TestClock clock = new TestClock();
    /** Whoever the text names has signed it, unless the signature begins with a one. */
    private final MessageSigner signer = (text, signature) -> signature[0] == 1
            ? Optional.of("0x" + "0".repeat(40))
            : SignInMessage.parse(text).map(SignInMessage::address);

    private final Set<String> used = new HashSet<>();
    private boolean away;

    private final SignIn signIn = new SignIn(
            new SignInCheck(signer, this::use, host -> host.endsWith("example.com"), clock), new Sessions(KEY, clock));

    private Nonces.Use use(String wallet, String nonce, Instant until) {
        if (away) {
            return Nonces.Use.REFUSED;
        }
        return used.add(wallet + nonce) ? Nonces.Use.FIRST : Nonces.Use.AGAIN;
    }

    private SignInMessage message(String nonce, Instant issued) {
        return new SignInMessage(
                HOST,
                "0x70997970C51812dc3A010C7d01b50e0d17dc79C8",
                "Sign in",
                "https://shop.example.com/services/audit/auth",
                "1",
                "8453",
                nonce,
                issued.toString(),
                null,
                null,
                null,
                List.of("https://shop.example.com/terms"));
    }

    private static Audience at(String host) {
        return new Audience(host, new Ref("shop", "echo"));
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String siwx(SignInMessage message) {
        return "SIWX " + encoded(message.text()) + "." + Base64.getEncoder().encodeToString(SIGNATURE);
    }

    private Result present(@Nullable String authorization) {
        return signIn.signedIn(new Credentials(HERE, authorization, null, null));
    }

    private static String refusal(Result result) {
        return ((Result.Refused) result).sentence();
    }

    @Test
    void theTextIsTheOneThatWalletsShow() {
        SignInMessage bare = new SignInMessage(
                HOST,
                "0x70997970C51812dc3A010C7d01b50e0d17dc79C8",
                "Sign in",
                "https://shop.example.com/services/audit/auth",
                "1",
                "8453",
                "abcdef0123456789",
                "2026-01-01T00:00:00Z",
                null,
                null,
                null,
                List.of());
        assertThat(bare.text())
                .hasSize(250)
                .isEqualTo(
                        """
                        shop.example.com wants you to sign in with your Ethereum account:
                        0x70997970C51812dc3A010C7d01b50e0d17dc79C8

                        Sign in

                        URI: https://shop.example.com/services/audit/auth
                        Version: 1
                        Chain ID: 8453
                        Nonce: abcdef0123456789
                        Issued At: 2026-01-01T00:00:00Z""");
        assertThat(SignInMessage.parse(bare.text())).contains(bare);
    }

    @Test
    void aFreshMessageSignsInOnceAndNeverAgain() {
        String header = siwx(message("abcdef0123456789", clock.instant()));
        assertThat(present(header)).isEqualTo(new Result.SignedIn(WALLET));
        assertThat(refusal(present(header))).contains("nonce was used before");
    }

    @Test
    void theHeaderOfTheSpecificationSignsInAsWell() {
        String json =
                """
                {"domain":"%s","address":"0x70997970C51812dc3A010C7d01b50e0d17dc79C8","uri":"https://shop.example.com",
                 "version":"1","chainId":"eip155:8453","type":"eip191","nonce":"abcdef0123456789","issuedAt":"%s",
                 "signatureScheme":"eip191","signature":"0x%s"}"""
                        .formatted(HOST, clock.instant(), "00".repeat(65));
        Credentials sent = new Credentials(HERE, null, encoded(json), null);
        assertThat(signIn.signedIn(sent)).isEqualTo(new Result.SignedIn(WALLET));
    }

    @Test
    void aMessageForAnotherDomainIsRefused() {
        SignInMessage message = message("abcdef0123456789", clock.instant());
        Credentials elsewhere = new Credentials(at("evil.example.com"), siwx(message), null, null);
        assertThat(refusal(signIn.signedIn(elsewhere))).contains("another domain");
    }

    @Test
    void staleAndFutureMessagesAreRefused() {
        assertThat(refusal(
                        present(siwx(message("abcdef0123456789", clock.instant().minus(Duration.ofHours(1)))))))
                .contains("older than");
        assertThat(refusal(
                        present(siwx(message("abcdef0123456789", clock.instant().plus(Duration.ofMinutes(5)))))))
                .contains("future");
    }

    @Test
    void aMessageOfAnotherSignerIsRefusedAndCostsNoNonce() {
        SignInMessage message = message("abcdef0123456789", clock.instant());
        byte[] foreign = new byte[65];
        foreign[0] = 1;
        String header =
                "SIWX " + encoded(message.text()) + "." + Base64.getEncoder().encodeToString(foreign);
        assertThat(refusal(present(header))).contains("not signed by");
        assertThat(present(siwx(message))).isInstanceOf(Result.SignedIn.class);
    }

    @Test
    void aNonceThatCannotBeRememberedIsNotAccepted() {
        away = true;
        String header = siwx(message("nonce000001", clock.instant()));
        assertThat(refusal(present(header))).contains("try again later");
        away = false;
        assertThat(present(header)).isInstanceOf(Result.SignedIn.class);
    }

    @Test
    void aSessionHoldsForItsHostForADay() {
        String token = signIn.session(new Result.SignedIn(WALLET), HERE);
        assertThat(present("Bearer " + token)).isEqualTo(new Result.SignedIn(WALLET));
        assertThat(signIn.signedIn(new Credentials(HERE, null, null, token))).isEqualTo(new Result.SignedIn(WALLET));
        assertThat(signIn.signedIn(new Credentials(at("other.example.com"), null, null, token)))
                .isInstanceOf(Result.Refused.class);
        clock.forward(Sessions.LIFETIME);
        assertThat(present("Bearer " + token)).isInstanceOf(Result.Refused.class);
    }

    /** Behind ForwardAuth the seller gets the visitor's headers as they are. */
    @Test
    void aSessionOfOneOfferOpensNoOtherAtTheSameHost() {
        String token = signIn.session(new Result.SignedIn(WALLET), HERE);
        Audience other = new Audience(HOST, new Ref("rival", "echo"));
        assertThat(signIn.signedIn(new Credentials(other, "Bearer " + token, null, null)))
                .isInstanceOf(Result.Refused.class);
        assertThat(signIn.signedIn(new Credentials(other, null, null, token))).isInstanceOf(Result.Refused.class);
    }

    @Test
    void aSessionOfAnotherKeyOrAChangedOneIsRefused() {
        String token = signIn.session(new Result.SignedIn(WALLET), HERE);
        String foreign = new Sessions("another key of thirty-two bytes ...".getBytes(StandardCharsets.UTF_8), clock)
                .mint(WALLET, HERE);
        assertThat(present("Bearer " + foreign)).isInstanceOf(Result.Refused.class);
        assertThat(present("Bearer x" + token)).isInstanceOf(Result.Refused.class);
        assertThat(present("Bearer " + token.substring(0, token.length() - 2))).isInstanceOf(Result.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SIWX", "SIWX ", "SIWX a.b", "SIWX !!.!!", "Bearer ", "Bearer .", "Basic abc", ""})
    void whatIsNoCredentialIsRefusedWithoutFailing(String authorization) {
        assertThat(present(authorization)).isInstanceOf(Result.Refused.class);
    }

    @Test
    void nobodyIsNotSignedIn() {
        assertThat(refusal(present(null))).isEqualTo("sign in with a wallet");
    }

    @Test
    void aTextReadsBackAsItWasWritten() {
        SignInMessage message = message("abcdef0123456789", clock.instant());
        assertThat(SignInMessage.parse(message.text())).contains(message);
        assertThat(SignInMessage.parse(message.text() + "\n")).isEmpty();
        assertThat(SignInMessage.parse(message.text().replace("\n", "\r\n"))).isEmpty();
        assertThat(SignInMessage.parse("")).isEmpty();
    }

    @Test
    void noPartCanPretendToBeAnotherLine() {
        SignInMessage forged = new SignInMessage(
                HOST,
                "0x70997970C51812dc3A010C7d01b50e0d17dc79C8",
                "Sign in\n\nURI: https://x\nVersion: 1",
                "https://shop.example.com",
                "1",
                "8453",
                "abcdef0123456789",
                clock.instant().toString(),
                null,
                null,
                null,
                List.of());
        assertThat(forged.wellFormed()).isFalse();
    }
}
