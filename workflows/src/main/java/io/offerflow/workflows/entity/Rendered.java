package io.offerflow.workflows.entity;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.offerflow.api.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/** A child as it should be; {@code hash} also stands in its annotation. */
public record Rendered(ChildKind kind, String name, String hash, Map<String, Object> manifest) {

    /** Over the JSON form: sorted maps give equal bytes for equal intent. */
    public static String digest(Object rendered) {
        try {
            byte[] bytes = Json.mapper().writeValueAsString(rendered).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes), 0, 8);
        } catch (JsonProcessingException | NoSuchAlgorithmException e) {
            throw new IllegalStateException("maps of text serialise, and every JDK has SHA-256", e);
        }
    }

    /** Whether the child as found is this one, with every field still ours. */
    public boolean matches(ChildView view) {
        return view.exists() && view.intact() && hash.equals(view.renderedHash());
    }
}
