package io.offerflow.signer.http;

import io.offerflow.signer.key.Secret;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The token that callers show. A file is read at each use; while it cannot be read nobody is let in. */
final class Token {
    private static final Logger LOG = LoggerFactory.getLogger(Token.class);
    private static final String SCHEME = "Bearer ";

    private final Secret secret;

    Token(Secret secret) {
        this.secret = secret;
    }

    /** May read a file. */
    boolean admits(HttpServerExchange exchange) {
        HeaderValues values = exchange.getRequestHeaders().get(Headers.AUTHORIZATION);
        if (values == null || values.size() != 1) {
            return false;
        }
        String value = values.getFirst();
        if (!value.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return false;
        }
        try {
            char[] wanted = secret.read();
            char[] sent = value.substring(SCHEME.length()).strip().toCharArray();
            // Hashes of equal length, so that the time tells nothing of the token's length either.
            boolean same = MessageDigest.isEqual(hash(wanted), hash(sent));
            Arrays.fill(wanted, '\0');
            return same;
        } catch (IOException unreadable) {
            LOG.warn("nobody is let in: {}", unreadable.getMessage());
            return false;
        }
    }

    private static byte[] hash(char[] text) {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(CharBuffer.wrap(text));
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(bytes);
            return digest.digest();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        } finally {
            Arrays.fill(bytes.array(), (byte) 0);
        }
    }
}
