package io.offerflow.verifier.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.offerflow.api.Json;
import io.offerflow.api.path.RoutePath;
import io.offerflow.verifier.route.Access;
import io.offerflow.verifier.route.RequestPath;
import io.offerflow.verifier.signin.Audience;
import io.offerflow.verifier.signin.SignIn;
import io.offerflow.verifier.signin.SignIn.Credentials;
import io.offerflow.verifier.signin.SignInCheck;
import io.offerflow.verifier.signin.SignInCheck.Result;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.Cookie;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What both listeners do with a request to a part that wants a signed-in wallet. */
final class SignInDesk {
    private static final HttpString SIGN_IN_WITH_X = new HttpString("SIGN-IN-WITH-X");
    private static final String REFUSED = "siwx_verification_failed";
    private static final Note NOBODY = Note.challenged("authentication_required");
    private static final String NEXT = "next=";
    /** Bytes of a posted message. */
    static final int MAX_BODY = 16_384;

    private final SignIn signIn;
    private final Detached detached;
    private final InstantSource clock;

    /**
     * A request to such a part.
     *
     * @param host as the client named it
     * @param method as the client sent it
     * @param path empty when it is not known, which only an offer of one part allows
     */
    record Guest(
            HttpServerExchange exchange, String host, String method, Optional<RequestPath> path, Access.SignIn part) {

        /** Where people sign in. */
        String pagePath() {
            return part.path() + RoutePath.SIGN_IN;
        }

        /** Where a signed message is changed into a session. */
        String openPath() {
            return pagePath() + "/verify";
        }

        Audience audience() {
            return new Audience(host, part.offer());
        }

        boolean at(String wanted) {
            return path.map(RequestPath::normalised).filter(wanted::equals).isPresent();
        }

        /** Where the browser wants to go afterwards; empty where it says nothing, or would leave this host. */
        String next() {
            String target = path.map(RequestPath::target).orElse("");
            int query = target.indexOf('?');
            return Stream.of(target.substring(query + 1).split("&"))
                    .filter(pair -> query >= 0 && pair.startsWith(NEXT))
                    .flatMap(pair -> decoded(pair.substring(NEXT.length())).stream())
                    .filter(Browser::staysHere)
                    .findFirst()
                    .orElse("");
        }

        private static Optional<String> decoded(String text) {
            try {
                return Optional.of(URLDecoder.decode(text, StandardCharsets.UTF_8));
            } catch (IllegalArgumentException malformed) {
                return Optional.empty();
            }
        }
    }

    /** What is done for a wallet that has signed in. */
    @FunctionalInterface
    interface Next {
        void go(String wallet) throws IOException, InterruptedException;
    }

    SignInDesk(SignIn signIn, Detached detached, InstantSource clock) {
        this.signIn = signIn;
        this.detached = detached;
        this.clock = clock;
    }

    /** Whether the request is for the desk itself and not for what it guards. */
    boolean concerns(Guest guest) {
        return guest.at(guest.pagePath()) || guest.at(guest.openPath());
    }

    /** Whether the request carries nothing that could be a sign-in. */
    boolean anonymous(Guest guest) {
        return credentials(guest).none();
    }

    /** The answer to whoever has not signed in. */
    Answer ask(Guest guest) {
        return ask(guest, "sign in with a wallet", NOBODY);
    }

    /**
     * Answers 401, or hands the wallet on. Recovering a signer takes too long for the I/O thread, so whoever brings a credential waits
     * elsewhere.
     *
     * @param next gets the wallet on a virtual thread
     */
    void serve(Guest guest, Next next) {
        Credentials sent = credentials(guest);
        if (sent.none()) {
            ask(guest).write(guest.exchange());
            return;
        }
        detached.run(guest.exchange(), () -> {
            switch (signIn.signedIn(sent)) {
                case Result.SignedIn who -> next.go(who.wallet());
                case Result.Refused refused ->
                    ask(guest, refused.sentence(), Note.denied(REFUSED)).onIoThread(guest.exchange());
            }
        });
    }

    /**
     * Shows the page for signing in, or changes a signed message into a session.
     *
     * @param body null where only the headers are known, as behind a proxy: then the message comes in one of them, and the answer is never
     *     200, which the proxy would take for leave to ask the upstream
     */
    void attend(Guest guest, byte @Nullable [] body) {
        HttpServerExchange exchange = guest.exchange();
        if (guest.at(guest.pagePath())) {
            ask(guest, "sign in with a wallet", NOBODY).write(exchange);
        } else if (!guest.method().equals(Methods.POST_STRING)) {
            Answer.plain(405, "a signed message is posted here", "method_not_allowed")
                    .write(exchange);
        } else if (Browser.fromElsewhere(exchange, guest.host())) {
            Answer.plain(403, "another site may not sign you in here", "cross_site")
                    .write(exchange);
        } else if (body == null || signedHeader(guest)) {
            detached.answer(exchange, () -> opened(guest, signIn.message(credentials(guest)), next(guest, body)));
        } else if (body.length > MAX_BODY) {
            Answer.plain(413, "the request's body is too large", "body_too_large")
                    .write(exchange);
        } else if (!json(exchange)) {
            Answer.plain(415, "application/json is needed", "unsupported_media_type")
                    .write(exchange);
        } else {
            detached.answer(exchange, () -> posted(guest, body));
        }
    }

    /** Seconds for which a message is good. */
    static long window() {
        return SignInCheck.MAX_AGE.toSeconds();
    }

    private Answer ask(Guest guest, String detail, Note note) {
        if (!Browser.sent(guest.exchange())) {
            return SignInAnswers.required(guest, detail, note);
        }
        return signIn.at(guest.host())
                ? SignInAnswers.page(guest, guest.next(), clock.instant(), note)
                : SignInAnswers.closed(guest, note);
    }

    private Answer posted(Guest guest, byte[] body) {
        JsonNode sent;
        try {
            sent = Json.mapper().readTree(body);
        } catch (IOException noJson) {
            return Answer.plain(400, "the body is not JSON", "malformed_sign_in");
        }
        Result result = signIn.submitted(
                sent.path("message").asText(), sent.path("signature").asText(), guest.host());
        String next = sent.path("next").asText();
        return opened(guest, result, Browser.staysHere(next) ? next : guest.next());
    }

    private Answer opened(Guest guest, Result result, String next) {
        return switch (result) {
            case Result.SignedIn who -> {
                String token = signIn.session(who, guest.audience());
                yield next.isEmpty()
                        ? SignInAnswers.session(guest, who.wallet(), token)
                        : SignInAnswers.session(guest, who.wallet(), token, next);
            }
            case Result.Refused refused -> Answer.plain(401, refused.sentence(), REFUSED);
        };
    }

    private static String next(Guest guest, byte @Nullable [] body) {
        return body == null && guest.next().isEmpty() ? guest.part().path() : guest.next();
    }

    private static boolean signedHeader(Guest guest) {
        return SignIn.signs(credentials(guest));
    }

    private static boolean json(HttpServerExchange exchange) {
        return ClientRequest.only(exchange, Headers.CONTENT_TYPE)
                .filter(type -> type.regionMatches(true, 0, "application/json", 0, "application/json".length()))
                .isPresent();
    }

    private static Credentials credentials(Guest guest) {
        HttpServerExchange exchange = guest.exchange();
        Cookie cookie = exchange.getRequestCookie(SignIn.COOKIE);
        return new Credentials(
                guest.audience(),
                ClientRequest.only(exchange, Headers.AUTHORIZATION).orElse(null),
                ClientRequest.only(exchange, SIGN_IN_WITH_X).orElse(null),
                cookie == null ? null : cookie.getValue());
    }
}
