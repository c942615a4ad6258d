package io.offerflow.verifier.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A token in a file, read at each use so that it can be changed under way. Without a file, or with an empty one, nobody is let in. */
public final class BearerToken {
    private static final Logger LOG = LoggerFactory.getLogger(BearerToken.class);
    private static final String SCHEME = "Bearer ";

    private final @Nullable Path file;

    public BearerToken(@Nullable Path file) {
        this.file = file;
    }

    /** Reads a file: not for I/O threads under load, but what it guards is asked a few times an hour. */
    boolean admits(HttpServerExchange exchange) {
        HeaderValues values = exchange.getRequestHeaders().get(Headers.AUTHORIZATION);
        byte[] token = token();
        if (values == null || values.size() != 1 || !values.getFirst().startsWith(SCHEME) || token.length == 0) {
            return false;
        }
        byte[] sent = values.getFirst().substring(SCHEME.length()).strip().getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(sent, token);
    }

    private byte[] token() {
        if (file == null) {
            return new byte[0];
        }
        try {
            return Files.readString(file).strip().getBytes(StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            LOG.warn("the file with the admin token cannot be read: {}", file);
            return new byte[0];
        }
    }
}
