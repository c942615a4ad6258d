package io.offerflow.verifier.x402;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.offerflow.api.route.Requirement;
import io.offerflow.verifier.route.Terms;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Names and JSON forms that challenge, payment and facilitator call share. */
public final class Wire {
    public static final int V1 = 1;
    public static final int V2 = 2;
    public static final String MIME_TYPE = "application/json";

    private static final int MAX_DEPTH = 32;
    private static final int MAX_TEXT = 65_536;

    /** Strict: no duplicate keys, no trailing text, bounded depth and length; what two parsers could read differently is not read. */
    static final JsonMapper STRICT = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxStringLength(MAX_TEXT)
                            .maxNumberLength(100)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private Wire() {}

    /** Writes one JSON document. */
    public interface Document {
        void write(JsonGenerator json) throws IOException;
    }

    /** Writes the resource's address as one string. */
    interface Address {
        void write(JsonGenerator json) throws IOException;
    }

    /** The UTF-8 bytes of one document. */
    public static byte[] bytes(Document document) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
        write(out, document);
        return out.toByteArray();
    }

    static void write(ByteArrayOutputStream out, Document document) {
        try (JsonGenerator json = STRICT.createGenerator(out)) {
            document.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
    }

    /** One document from elsewhere; missing where the bytes are none, or could be read in two ways. */
    public static JsonNode read(byte[] json) {
        try {
            return STRICT.readTree(json);
        } catch (IOException none) {
            return STRICT.missingNode();
        }
    }

    /** A requirement in the form of a protocol version; {@code terms} and {@code url} are part of it in version 1 only. */
    public static void requirement(JsonGenerator json, int version, Requirement r, Terms terms, String url)
            throws IOException {
        requirement(json, version, r, terms, address -> address.writeString(url));
    }

    static void requirement(JsonGenerator json, int version, Requirement r, Terms terms, Address url)
            throws IOException {
        json.writeStartObject();
        json.writeStringField("scheme", r.scheme());
        if (version == V1) {
            json.writeStringField("network", r.chain().legacyName());
            json.writeStringField("maxAmountRequired", r.amount().toString());
            json.writeFieldName("resource");
            url.write(json);
            json.writeStringField("description", terms.description());
            json.writeStringField("mimeType", MIME_TYPE);
        } else {
            json.writeStringField("network", r.chain().caip2());
            json.writeStringField("amount", r.amount().toString());
        }
        json.writeStringField("asset", r.token().address());
        json.writeStringField("payTo", r.payTo());
        json.writeNumberField("maxTimeoutSeconds", r.maxTimeoutSeconds());
        json.writeObjectFieldStart("extra");
        // The token's EIP-712 domain: official clients and facilitators refuse a requirement without it.
        json.writeStringField("name", r.token().name());
        json.writeStringField("version", r.token().version());
        json.writeStringField("assetTransferMethod", r.token().method().wire());
        for (var extra : r.extras().entrySet()) {
            json.writePOJOField(extra.getKey(), extra.getValue());
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    /** The network's name in a protocol version. */
    public static String network(int version, Requirement r) {
        return version == V1 ? r.chain().legacyName() : r.chain().caip2();
    }
}
