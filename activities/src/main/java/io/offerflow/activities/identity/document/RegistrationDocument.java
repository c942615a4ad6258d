package io.offerflow.activities.identity.document;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offerflow.api.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * An agent-registration.json of ERC-8004. Equal facts give equal bytes.
 *
 * <p>It carries no time of its own, so that looking again never changes it; {@link #json(Instant)} adds {@code updatedAt} for a caller that
 * remembers since when the content has been what it is.
 */
public final class RegistrationDocument {
    /** The path under which readers of ERC-8004 verify a domain. */
    public static final String PATH = "/.well-known/agent-registration.json";

    private final ObjectNode content;
    private final boolean active;
    private final List<String> warnings;

    RegistrationDocument(ObjectNode content, boolean active, List<String> warnings) {
        this.content = content;
        this.active = active;
        this.warnings = List.copyOf(warnings);
    }

    /** The document that these facts make; a tombstone when no offer is published. */
    public static RegistrationDocument of(DocumentFacts facts) {
        return new DocumentContent(facts).document();
    }

    /** The document of an endpoint that is no offer's. */
    public static RegistrationDocument of(DocumentFacts.Endpoint facts) {
        return DocumentContent.of(facts);
    }

    /** Whether it offers anything. */
    public boolean active() {
        return active;
    }

    /** What was left out of it, a sentence each. */
    public List<String> warnings() {
        return warnings;
    }

    /** As it is served: indented, ends with a line break. */
    public String json() {
        return indented(content);
    }

    /** The same with {@code updatedAt}, in seconds since 1970. The content hash does not cover it. */
    public String json(Instant contentSince) {
        return indented(content.deepCopy().put("updatedAt", contentSince.getEpochSecond()));
    }

    /** SHA-256 over the content, 64 hexadecimal digits. */
    public String contentHash() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(compact()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** The document as a URI that a registry can hold. */
    public DataUri dataUri() {
        String uri = "data:application/json;base64," + Base64.getEncoder().encodeToString(compact());
        return uri.length() <= DataUri.LIMIT ? new DataUri.Fits(uri) : new DataUri.TooLarge(uri.length());
    }

    private byte[] compact() {
        return write(content, false).getBytes(StandardCharsets.UTF_8);
    }

    private static String indented(ObjectNode node) {
        return write(node, true) + "\n";
    }

    /** Line breaks are always LF, or the bytes would depend on the machine. */
    private static String write(ObjectNode node, boolean indent) {
        DefaultIndenter lines = new DefaultIndenter("  ", "\n");
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter(Separators.createDefaultInstance()
                .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                .withArrayEmptySeparator("")
                .withObjectEmptySeparator(""));
        printer.indentObjectsWith(lines);
        printer.indentArraysWith(lines);
        try {
            return indent
                    ? Json.mapper().writer(printer).writeValueAsString(node)
                    : Json.mapper().writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of text and numbers serialises", e);
        }
    }
}
