package io.offerflow.verifier.signin;

import com.fasterxml.jackson.databind.JsonNode;
import io.offerflow.api.Json;
import io.offerflow.verifier.signin.SignInCheck.Result;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads every form in which a request can carry a sign-in. Safe for many threads. */
public final class SignIn {
    public static final String COOKIE = "obol_siwx";

    private static final int MAX_HEADER = 16_384;
    private static final String SIWX = "SIWX ";
    private static final String BEARER = "Bearer ";

    private final SignInCheck check;
    private final Sessions sessions;

    /**
     * What a request carries.
     *
     * @param signInWithX the header of that name
     * @param cookie the value of {@link #COOKIE}
     */
    public record Credentials(
            Audience audience, @Nullable String authorization, @Nullable String signInWithX, @Nullable String cookie) {

        /** Nothing that could be a sign-in. */
        public boolean none() {
            return authorization == null && signInWithX == null && cookie == null;
        }
    }

    public SignIn(SignInCheck check, Sessions sessions) {
        this.check = check;
        this.sessions = sessions;
    }

    /** The first credential that is there decides: a session, a signed message, or none. */
    public Result signedIn(Credentials sent) {
        String authorization = sent.authorization();
        if (authorization != null && siwx(authorization)) {
            return message(
                    authorization.substring(SIWX.length()).strip(),
                    sent.audience().host());
        }
        if (sent.signInWithX() != null) {
            return fields(sent.signInWithX(), sent.audience().host());
        }
        if (authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return session(authorization.substring(BEARER.length()).strip(), sent.audience());
        }
        return sent.cookie() == null
                ? new Result.Refused("sign in with a wallet")
                : session(sent.cookie(), sent.audience());
    }

    /** Whether a signed message is among them; a session is none. */
    public static boolean signs(Credentials sent) {
        return sent.signInWithX() != null || siwx(sent.authorization());
    }

    /** As {@link #signedIn}, but only a signed message counts: a session must not lead to another. */
    public Result message(Credentials sent) {
        return signs(sent) ? signedIn(sent) : new Result.Refused("a signed message is needed");
    }

    /** Whether wallets sign in at this host at all. */
    public boolean at(String host) {
        return check.at(host);
    }

    /** A message and its signature in hexadecimal, as a form sends them; the token of a new session, or why not. */
    public Result submitted(String text, String signature, String host) {
        return signed(SignInMessage.parse(text), hex(signature), host);
    }

    public String session(Result.SignedIn who, Audience audience) {
        return sessions.mint(who.wallet(), audience);
    }

    private static boolean siwx(@Nullable String authorization) {
        return authorization != null && authorization.regionMatches(true, 0, SIWX, 0, SIWX.length());
    }

    private Result session(String token, Audience audience) {
        return sessions.wallet(token, audience)
                .<Result>map(Result.SignedIn::new)
                .orElseGet(() -> new Result.Refused("the session has ended: sign in again"));
    }

    /** {@code base64(text).base64(signature)}. */
    private Result message(String credential, String host) {
        int dot = credential.indexOf('.');
        if (dot < 0 || credential.length() > MAX_HEADER) {
            return new Result.Refused("the SIWX credential is not <base64 message>.<base64 signature>");
        }
        Optional<SignInMessage> message = decode(credential.substring(0, dot))
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .flatMap(SignInMessage::parse);
        return signed(message, decode(credential.substring(dot + 1)).flatMap(SignIn::rawOrHex), host);
    }

    /** Base64 of a JSON object with the parts of the message. */
    private Result fields(String header, String host) {
        Optional<JsonNode> sent =
                header.length() > MAX_HEADER ? Optional.empty() : decode(header).flatMap(SignIn::json);
        return sent.map(json ->
                        signed(Optional.of(of(json)), hex(json.path("signature").asText()), host))
                .orElseGet(() -> new Result.Refused("SIGN-IN-WITH-X is not base64 of a JSON object"));
    }

    private Result signed(Optional<SignInMessage> message, Optional<byte[]> signature, String host) {
        if (message.isEmpty() || signature.isEmpty()) {
            return new Result.Refused("the message is not as EIP-4361 describes it");
        }
        return check.check(message.get(), signature.get(), host);
    }

    private static SignInMessage of(JsonNode json) {
        List<String> resources = new ArrayList<>();
        json.path("resources").forEach(resource -> resources.add(resource.asText()));
        String chain = json.path("chainId").asText();
        return new SignInMessage(
                json.path("domain").asText(),
                json.path("address").asText(),
                text(json, "statement"),
                json.path("uri").asText(),
                json.path("version").asText(),
                chain.startsWith("eip155:") ? chain.substring("eip155:".length()) : chain,
                json.path("nonce").asText(),
                json.path("issuedAt").asText(),
                text(json, "expirationTime"),
                text(json, "notBefore"),
                text(json, "requestId"),
                List.copyOf(resources));
    }

    private static @Nullable String text(JsonNode json, String field) {
        return json.hasNonNull(field) ? json.path(field).asText() : null;
    }

    private static Optional<JsonNode> json(byte[] bytes) {
        try {
            return Optional.of(Json.mapper().readTree(bytes)).filter(JsonNode::isObject);
        } catch (IOException malformed) {
            return Optional.empty();
        }
    }

    /** Standard or url-safe alphabet, padded or not. */
    private static Optional<byte[]> decode(String text) {
        try {
            return Optional.of(Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/')));
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    private static Optional<byte[]> rawOrHex(byte[] signature) {
        String text = new String(signature, StandardCharsets.ISO_8859_1);
        return text.startsWith("0x") ? hex(text) : Optional.of(signature);
    }

    private static Optional<byte[]> hex(String text) {
        try {
            return Optional.of(HexFormat.of().parseHex(text.startsWith("0x") ? text.substring(2) : text));
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }
}
