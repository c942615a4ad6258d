package io.offerflow.verifier.x402;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.offerflow.api.route.Requirement;
import io.offerflow.verifier.route.Terms;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * A challenge with holes where the resource's address belongs. All that is the same for every request is encoded once; an address costs a
 * copy and the base64 of itself. The header's only hole is near its end, and what stands before it is a multiple of three bytes, so that
 * its base64 stays as it is whatever follows.
 */
final class ChallengeTemplate {
    private static final byte[] HEADER_END = "\"}}".getBytes(StandardCharsets.US_ASCII);
    private static final int GROUP = 3;
    private static final int MAX_DESCRIPTION = 200;
    /** Room that an address gets before extensions and ways to pay are left out of the header. */
    private static final int MIN_ADDRESS = 120;

    /** Base64 of everything before the address. */
    private final byte[] head;
    /** The body without the addresses, in one piece: with thousands of offers every array more is a miss of the processor's cache. */
    private final byte[] body;
    /** Where in it an address belongs. */
    private final int[] cuts;

    private ChallengeTemplate(byte[] head, List<byte[]> pieces) {
        this.head = head;
        this.cuts = new int[pieces.size() - 1];
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (int i = 0; i < pieces.size(); i++) {
            if (i > 0) {
                cuts[i - 1] = whole.size();
            }
            whole.writeBytes(pieces.get(i));
        }
        this.body = whole.toByteArray();
    }

    static ChallengeTemplate of(Terms terms, Problem problem, String detail) {
        String error = detail.isEmpty() ? problem.code() : problem.code() + ": " + detail;
        List<Requirement> told = terms.requirements();
        byte[] head = head(terms, told, error, true);
        if (tooLong(head)) {
            // Identifiers make repeating safer, but one can pay without.
            head = head(terms, told, error, false);
        }
        // A buyer who cannot read the header cannot pay at all; the body names every way.
        while (told.size() > 1 && tooLong(head)) {
            told = told.subList(0, told.size() - 1);
            head = head(terms, told, error, false);
        }
        return new ChallengeTemplate(head, body(terms, error, problem));
    }

    /** @param urls addresses of the resource from the most to the least exact; the first that fits the header is used */
    Challenge at(List<String> urls) {
        byte[] address = escaped(urls.getLast());
        for (String candidate : urls) {
            byte[] tried = escaped(candidate);
            if (length(head.length, tried.length) < Challenge.MAX_HEADER) {
                address = tried;
                break;
            }
        }
        return new Challenge(header(address), body(address));
    }

    private String header(byte[] address) {
        byte[] rest = new byte[address.length + HEADER_END.length];
        System.arraycopy(address, 0, rest, 0, address.length);
        System.arraycopy(HEADER_END, 0, rest, address.length, HEADER_END.length);
        byte[] tail = Base64.getEncoder().encode(rest);
        byte[] whole = new byte[head.length + tail.length];
        System.arraycopy(head, 0, whole, 0, head.length);
        System.arraycopy(tail, 0, whole, head.length, tail.length);
        return new String(whole, StandardCharsets.ISO_8859_1);
    }

    private byte[] body(byte[] address) {
        byte[] whole = new byte[body.length + cuts.length * address.length];
        int from = 0;
        int at = 0;
        for (int cut : cuts) {
            System.arraycopy(body, from, whole, at, cut - from);
            at += cut - from;
            from = cut;
            System.arraycopy(address, 0, whole, at, address.length);
            at += address.length;
        }
        System.arraycopy(body, from, whole, at, body.length - from);
        return whole;
    }

    /** Characters of a header whose first part has {@code head} characters of base64. */
    private static int length(int head, int address) {
        return head + (address + HEADER_END.length + GROUP - 1) / GROUP * 4;
    }

    private static boolean tooLong(byte[] head) {
        return length(head.length, MIN_ADDRESS) > Challenge.MAX_HEADER;
    }

    private static byte[] head(Terms terms, List<Requirement> told, String error, boolean identifiers) {
        Parts parts = Parts.of((json, address) -> {
            json.writeStartObject();
            json.writeNumberField("x402Version", Wire.V2);
            json.writeStringField("error", error);
            json.writeArrayFieldStart("accepts");
            for (Requirement requirement : told) {
                Wire.requirement(json, Wire.V2, requirement, terms, address);
            }
            json.writeEndArray();
            if (identifiers) {
                IdentifierExtension.declare(json);
            }
            json.writeObjectFieldStart("resource");
            json.writeStringField("description", cut(terms.description()));
            json.writeStringField("mimeType", Wire.MIME_TYPE);
            json.writeFieldName("url");
            address.write(json);
            json.writeEndObject();
            json.writeEndObject();
        });
        byte[] before = parts.pieces().getFirst();
        int blanks = (GROUP - before.length % GROUP) % GROUP;
        byte[] padded = new byte[before.length + blanks];
        padded[0] = before[0];
        // JSON allows white space after the opening brace.
        Arrays.fill(padded, 1, 1 + blanks, (byte) ' ');
        System.arraycopy(before, 1, padded, 1 + blanks, before.length - 1);
        return Base64.getEncoder().encode(padded);
    }

    private static List<byte[]> body(Terms terms, String error, Problem problem) {
        return Parts.of((json, address) -> {
                    json.writeStartObject();
                    json.writeNumberField("x402Version", Wire.V1);
                    json.writeStringField("error", error);
                    json.writeArrayFieldStart("accepts");
                    for (Requirement requirement : terms.requirements()) {
                        Wire.requirement(json, Wire.V1, requirement, terms, address);
                    }
                    json.writeEndArray();
                    json.writeStringField("reason", problem.code());
                    json.writeStringField("hint", problem.hint());
                    json.writeBooleanField("retriable", problem.retriable());
                    json.writeEndObject();
                })
                .pieces();
    }

    private static String cut(String description) {
        return description.length() <= MAX_DESCRIPTION
                ? description
                : description.substring(0, MAX_DESCRIPTION - 1) + "…";
    }

    /** An address is visible ASCII; only two of its characters mean something in JSON. */
    private static byte[] escaped(String url) {
        boolean plain = url.indexOf('"') < 0 && url.indexOf('\\') < 0;
        return plain
                ? url.getBytes(StandardCharsets.US_ASCII)
                : JsonStringEncoder.getInstance().quoteAsUTF8(url);
    }

    /** A JSON document cut open inside the quotes of every address. */
    private record Parts(List<byte[]> pieces) {
        interface Document {
            void write(JsonGenerator json, Wire.Address address) throws IOException;
        }

        static Parts of(Document document) {
            ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
            List<byte[]> pieces = new ArrayList<>();
            Wire.write(
                    out,
                    json -> document.write(json, hole -> {
                        hole.writeString("");
                        hole.flush();
                        byte[] piece = out.toByteArray();
                        out.reset();
                        // The closing quote begins the next piece.
                        out.write('"');
                        pieces.add(Arrays.copyOf(piece, piece.length - 1));
                    }));
            pieces.add(out.toByteArray());
            return new Parts(pieces);
        }
    }
}
