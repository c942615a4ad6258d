package io.offerflow.verifier.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.offerflow.verifier.http.Answer.Header;
import io.offerflow.verifier.http.SignInDesk.Guest;
import io.offerflow.verifier.page.Page;
import io.offerflow.verifier.page.SignInPage;
import io.offerflow.verifier.signin.SignIn;
import io.offerflow.verifier.x402.ResourceUrl;
import io.offerflow.verifier.x402.Wire;
import io.undertow.util.Headers;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What wallets that are not signed in, or have just signed in, are answered. */
final class SignInAnswers {
    private static final String REQUIRED = "authentication_required";

    private SignInAnswers() {}

    /** For programs. {@code detail} is a sentence of ours. */
    static Answer required(Guest guest, String detail, Note note) {
        String domain = domain(guest);
        byte[] body = Wire.bytes(json -> {
            json.writeStartObject();
            json.writeStringField("error", REQUIRED);
            json.writeStringField("detail", detail);
            json.writeObjectFieldStart("auth");
            json.writeStringField("scheme", "siwx");
            json.writeStringField("version", "eip4361");
            json.writeStringField("domain", domain);
            json.writeNumberField("windowSeconds", SignInDesk.window());
            json.writeStringField("signInUrl", guest.pagePath());
            json.writeStringField("verifyUrl", guest.openPath());
            json.writeStringField(
                    "hint",
                    "sign an EIP-4361 message for this domain and send Authorization: SIWX <base64 message>.<base64"
                            + " signature>, or POST {message, signature} to verifyUrl for a session");
            json.writeEndObject();
            json.writeEndObject();
        });
        return new Answer(401, List.of(Answer.JSON, Answer.NO_STORE, challenge(guest)), body, note);
    }

    /** For people. @param next where to go afterwards; empty for where they are */
    static Answer page(Guest guest, String next, Instant now, Note note) {
        Page page = SignInPage.of(domain(guest), guest.part().path(), guest.openPath(), next, now);
        return page(guest, page, note);
    }

    /** For people at a host where nobody signs in. */
    static Answer closed(Guest guest, Note note) {
        return page(guest, SignInPage.closed(), note);
    }

    /** A new session, as a token and as a cookie. */
    static Answer session(Guest guest, String wallet, String token) {
        return new Answer(
                200, List.of(Answer.JSON, Answer.NO_STORE, cookie(guest, token)), body(wallet, token), Note.PASSED);
    }

    /**
     * The same for a browser that is to go on, and for one behind a proxy, which would send an answer 200 on to the upstream.
     *
     * @param next a path of this host, in visible ASCII
     */
    static Answer session(Guest guest, String wallet, String token, String next) {
        Header location = new Header(Headers.LOCATION, next);
        return new Answer(
                303,
                List.of(Answer.JSON, Answer.NO_STORE, cookie(guest, token), location),
                body(wallet, token),
                Note.PASSED);
    }

    private static Answer page(Guest guest, Page page, Note note) {
        List<Header> headers = new ArrayList<>(Answer.pageHeaders(page));
        headers.add(challenge(guest));
        return new Answer(401, headers, page.html(), note);
    }

    private static Header challenge(Guest guest) {
        return new Header(
                Headers.WWW_AUTHENTICATE,
                "SIWX realm=\"%s\", domain=\"%s\", window=\"%d\""
                        .formatted(guest.part().offer(), domain(guest), SignInDesk.window()));
    }

    /** For this offer's paths: the session holds for nothing else, and must not push another offer's out. */
    private static Header cookie(Guest guest, String token) {
        return new Header(
                Headers.SET_COOKIE,
                "%s=%s; Path=%s; HttpOnly; Secure; SameSite=Strict"
                        .formatted(SignIn.COOKIE, token, guest.part().path()));
    }

    private static byte[] body(String wallet, String token) {
        return Wire.bytes(json -> write(json, wallet, token));
    }

    private static void write(JsonGenerator json, String wallet, String token) throws IOException {
        json.writeStartObject();
        json.writeStringField("wallet", wallet);
        json.writeStringField("sessionToken", token);
        json.writeEndObject();
    }

    /** Repeated only where it is a host name. */
    private static String domain(Guest guest) {
        return Optional.of(guest.host()).filter(ResourceUrl::isHost).orElse("localhost");
    }
}
