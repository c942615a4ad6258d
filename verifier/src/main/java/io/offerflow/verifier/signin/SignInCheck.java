package io.offerflow.verifier.signin;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/** Everything that must hold before a signed message opens something. The nonce is used up last, so that a bad message costs none. */
public final class SignInCheck {
    public static final Duration MAX_AGE = Duration.ofMinutes(10);
    private static final Duration SKEW = Duration.ofMinutes(2);
    private static final int SIGNATURE_BYTES = 65;

    private final MessageSigner signer;
    private final Nonces nonces;
    private final Predicate<String> ours;
    private final InstantSource clock;

    /** Who signed in, or why not. */
    public sealed interface Result {
        /** @param wallet 0x and 40 hexadecimal digits in lower case */
        record SignedIn(String wallet) implements Result {}

        record Refused(String sentence) implements Result {}
    }

    /**
     * @param ours whether a host is one of this gate's. A client chooses the Host header: without this, whoever got a wallet to sign in
     *     to his own site could present that message here under his own name.
     */
    public SignInCheck(MessageSigner signer, Nonces nonces, Predicate<String> ours, InstantSource clock) {
        this.signer = signer;
        this.nonces = nonces;
        this.ours = ours;
        this.clock = clock;
    }

    boolean at(String host) {
        return ours.test(host);
    }

    /** @param host as the client named it, with a port where it has one */
    public Result check(SignInMessage message, byte[] signature, String host) {
        Instant now = clock.instant();
        Optional<String> complaint = complaint(message, host, now);
        if (complaint.isPresent()) {
            return new Result.Refused(complaint.get());
        }
        Optional<String> wallet =
                signature.length == SIGNATURE_BYTES ? signer.of(message.text(), signature) : Optional.empty();
        if (wallet.isEmpty() || !wallet.get().equalsIgnoreCase(message.address())) {
            return new Result.Refused("the message was not signed by the key of its address");
        }
        Instant end = SignInMessage.instant(message.issuedAt()).orElseThrow().plus(MAX_AGE);
        String who = wallet.get().toLowerCase(Locale.ROOT);
        return switch (nonces.use(who, message.nonce(), end)) {
            case FIRST -> new Result.SignedIn(who);
            case AGAIN -> new Result.Refused("the nonce was used before: sign a new message");
            case REFUSED -> new Result.Refused("sign-ins cannot be remembered now; try again later");
        };
    }

    private Optional<String> complaint(SignInMessage message, String host, Instant now) {
        if (!message.wellFormed()) {
            return Optional.of("the message is not as EIP-4361 describes it");
        }
        if (!message.version().equals("1")) {
            return Optional.of("the message is not of version 1");
        }
        if (!ours.test(host)) {
            return Optional.of("nobody signs in at this host");
        }
        if (!message.domain().equalsIgnoreCase(host)) {
            return Optional.of("the message was signed for another domain");
        }
        return times(message, now);
    }

    private static Optional<String> times(SignInMessage message, Instant now) {
        Instant issued = SignInMessage.instant(message.issuedAt()).orElseThrow();
        if (issued.isBefore(now.minus(MAX_AGE))) {
            return Optional.of("the message is older than " + MAX_AGE.toMinutes() + " minutes");
        }
        if (issued.isAfter(now.plus(SKEW))) {
            return Optional.of("the message was issued in the future");
        }
        boolean ended = Optional.ofNullable(message.expirationTime())
                .flatMap(SignInMessage::instant)
                .map(end -> !now.isBefore(end))
                .orElse(false);
        boolean early = Optional.ofNullable(message.notBefore())
                .flatMap(SignInMessage::instant)
                .map(begin -> now.plus(SKEW).isBefore(begin))
                .orElse(false);
        return ended || early ? Optional.of("the message is not valid now") : Optional.empty();
    }
}
