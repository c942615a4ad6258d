package io.offerflow.verifier.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.offerflow.api.Json;
import io.offerflow.api.path.RoutePath;
import io.offerflow.verifier.route.Access;
import io.offerflow.verifier.signin.SignIn;
import io.offerflow.verifier.signin.SignIn.Credentials;
import io.offerflow.verifier.signin.SignInCheck;
import io.offerflow.verifier.signin.SignInCheck.Result;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.Cookie;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What both listeners do with a request to a part that wants a signed-in wallet. */
final class SignInDesk {
    /** Below an offer's path: where a signed message is changed into a session. */
    static final String OPEN_SESSION = RoutePath.SIGN_IN + "/verify";

    private static final HttpString SIGN_IN_WITH_X = new HttpString("SIGN-IN-WITH-X");

    private final SignIn signIn;
    private final Detached detached;

    /** What is done for a wallet that has signed in. */
    @FunctionalInterface
    interface Next {
        void go(String wallet) throws IOException, InterruptedException;
    }

    SignInDesk(SignIn signIn, Detached detached) {
        this.signIn = signIn;
        this.detached = detached;
    }

    /**
     * Answers 401, or hands the wallet on. Recovering a signer takes too long for the I/O thread, so whoever brings a credential waits
     * elsewhere.
     *
     * @param host as the client named it
     * @param next gets the wallet on a virtual thread
     */
    void serve(HttpServerExchange exchange, String host, Access.SignIn part, Next next) {
        Credentials sent = credentials(exchange, host);
        if (sent.none()) {
            Answer.signInRequired(part, host, "sign in with a wallet").write(exchange);
            return;
        }
        detached.run(exchange, () -> {
            switch (signIn.signedIn(sent)) {
                case Result.SignedIn who -> next.go(who.wallet());
                case Result.Refused refused ->
                    Answer.signInRequired(part, host, refused.sentence()).onIoThread(exchange);
            }
        });
    }

    /** Changes a signed message into a session: {@code {"message", "signature"}} to wallet and token. Blocks. */
    Answer open(byte[] body, String host) {
        JsonNode sent;
        try {
            sent = Json.mapper().readTree(body);
        } catch (IOException noJson) {
            return Answer.plain(400, "the body is not JSON", "malformed_sign_in");
        }
        Result result = signIn.submitted(
                sent.path("message").asText(), sent.path("signature").asText(), host);
        return switch (result) {
            case Result.SignedIn who -> Answer.session(who.wallet(), signIn.session(who, host));
            case Result.Refused refused -> Answer.plain(401, refused.sentence(), "siwx_verification_failed");
        };
    }

    /** Seconds for which a message is good. */
    static long window() {
        return SignInCheck.MAX_AGE.toSeconds();
    }

    private static Credentials credentials(HttpServerExchange exchange, String host) {
        Cookie cookie = exchange.getRequestCookie(SignIn.COOKIE);
        return new Credentials(
                host,
                only(exchange, Headers.AUTHORIZATION),
                only(exchange, SIGN_IN_WITH_X),
                cookie == null ? null : cookie.getValue());
    }

    private static @Nullable String only(HttpServerExchange exchange, HttpString name) {
        return exchange.getRequestHeaders().count(name) == 1
                ? exchange.getRequestHeaders().getFirst(name)
                : null;
    }
}
