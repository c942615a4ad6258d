package io.offerflow.verifier.signin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.offerflow.api.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tokens that stand for a sign-in for a day: {@code base64url(claims).base64url(HMAC-SHA256)}. They hold for one offer at one host,
 * and for every gate with the same key. Safe for many threads.
 */
public final class Sessions {
    static final Duration LIFETIME = Duration.ofHours(24);

    private static final String ALGORITHM = "HmacSHA256";
    private static final String SIWX = "SIWX ";
    private static final int BEARER = "Bearer ".length();
    /** How every token of ours begins: base64 of the claims' first letters. */
    private static final String OURS = "Bearer eyJ3YWxsZXQiOi";

    private static final int MAX_TOKEN = 1_024;
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private final SecretKeySpec key;
    private final InstantSource clock;

    /** @param key at least 32 bytes that nobody else knows */
    public Sessions(byte[] key, InstantSource clock) {
        this.key = new SecretKeySpec(key, ALGORITHM);
        this.clock = clock;
    }

    /** Whether an Authorization header was meant for the gate: a signed message, or what looks like one of our tokens. */
    public static boolean opensGate(String authorization) {
        return authorization.regionMatches(true, 0, SIWX, 0, SIWX.length())
                || authorization.regionMatches(true, 0, OURS, 0, BEARER)
                        && authorization.startsWith(OURS.substring(BEARER), BEARER);
    }

    String mint(String wallet, Audience audience) {
        try {
            byte[] claims = Json.mapper()
                    .writeValueAsBytes(Json.mapper()
                            .createObjectNode()
                            .put("wallet", wallet)
                            .put("aud", audience.host().toLowerCase(Locale.ROOT))
                            .put("offer", audience.offer().toString())
                            .put("exp", clock.instant().plus(LIFETIME).getEpochSecond()));
            String body = ENCODER.encodeToString(claims);
            return body + "." + ENCODER.encodeToString(mac(body));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("claims are plain values", e);
        }
    }

    /** The wallet of a token that was minted for this audience and has not expired. */
    Optional<String> wallet(String token, Audience audience) {
        int dot = token.indexOf('.');
        if (dot < 0 || token.length() > MAX_TOKEN) {
            return Optional.empty();
        }
        try {
            String body = token.substring(0, dot);
            byte[] sent = Base64.getUrlDecoder().decode(token.substring(dot + 1));
            if (!MessageDigest.isEqual(mac(body), sent)) {
                return Optional.empty();
            }
            JsonNode claims = Json.mapper().readTree(Base64.getUrlDecoder().decode(body));
            boolean valid = claims.path("exp").asLong() > clock.instant().getEpochSecond()
                    && claims.path("aud").asText().equals(audience.host().toLowerCase(Locale.ROOT))
                    && claims.path("offer").asText().equals(audience.offer().toString());
            return valid ? Optional.of(claims.path("wallet").asText()) : Optional.empty();
        } catch (IllegalArgumentException | IOException malformed) {
            return Optional.empty();
        }
    }

    private byte[] mac(String body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(body.getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }
}
