package io.offerflow.activities.identity;

import io.offerflow.activities.identity.document.DataUri;
import io.offerflow.activities.identity.document.RegistrationDocument;
import io.offerflow.activities.identity.document.Serving;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is rendered of one identity.
 *
 * @param url of the document; null without a public address
 * @param end the document of an identity that is gone
 * @param sells whether payments are taken, as far as we see
 */
record Papers(
        RegistrationDocument document, RegistrationDocument end, Serving serving, @Nullable String url, boolean sells) {
    private static final String X402 = "{\"x402\":true}";

    /** The end of an identity of which nothing else can be told. */
    static final String WORDLESS = "data:application/json;base64,e30=";

    /** What a registry should say while the identity lives; empty where there is no address and the document is too large to be its own. */
    Optional<String> live() {
        return url == null ? data(document) : Optional.of(url);
    }

    /** An end that is too large to be told is told without words. */
    String tombstone() {
        return data(end).orElse(WORDLESS);
    }

    private static Optional<String> data(RegistrationDocument document) {
        return switch (document.dataUri()) {
            case DataUri.Fits fits -> Optional.of(fits.uri());
            case DataUri.TooLarge ignored -> Optional.empty();
        };
    }

    /** On chain besides the URI: the key that the reference writes, where payments are taken. */
    Map<String, byte[]> metadata() {
        return sells ? Map.of("x402", X402.getBytes(StandardCharsets.UTF_8)) : Map.of();
    }

    static String hex(byte[] bytes) {
        return "0x" + HexFormat.of().formatHex(bytes);
    }
}
