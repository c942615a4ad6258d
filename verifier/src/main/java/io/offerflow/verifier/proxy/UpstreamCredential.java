package io.offerflow.verifier.proxy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What the upstream wants to see as {@code Authorization}. Never shown. */
public final class UpstreamCredential {
    private static final String MAC = "HmacSHA256";

    private final String header;

    private UpstreamCredential(String header) {
        this.header = header;
    }

    /** @param token as a Secret holds it; surrounding white space does not belong to it */
    public static UpstreamCredential bearer(String token) {
        return new UpstreamCredential("Bearer " + token.strip());
    }

    HeaderLine line() {
        return new HeaderLine("Authorization", header);
    }

    /** A name that only who knows the credential can make up: 64 hexadecimal digits over all parts and their order. */
    String nameFor(String... parts) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(new SecretKeySpec(header.getBytes(StandardCharsets.UTF_8), MAC));
            for (String part : parts) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                // With its length, so that no two lists of parts make the same bytes.
                mac.update(
                        ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
                mac.update(bytes);
            }
            return HexFormat.of().formatHex(mac.doFinal());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HMAC-SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "UpstreamCredential(not shown)";
    }
}
