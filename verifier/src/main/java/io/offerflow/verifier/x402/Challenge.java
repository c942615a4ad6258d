package io.offerflow.verifier.x402;

import io.offerflow.api.route.Requirement;
import io.offerflow.verifier.route.Terms;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * What a 402 says, in both versions: the version 2 header, always, and the version 1 body.
 *
 * @param header base64 for {@code PAYMENT-REQUIRED}, under {@link #MAX_HEADER}
 * @param body JSON of version 1
 */
public record Challenge(String header, byte[] body) {
    /** Characters. Beyond it a large facilitator refuses payments, and Node's fetch gives up at 16 kB. */
    public static final int MAX_HEADER = 3_000;

    private static final int MAX_DESCRIPTION = 200;

    /**
     * @param urls addresses of the resource from the most to the least exact; the first that fits the header is used
     * @param detail a clean sentence about what was wrong with a payment, or empty
     */
    public static Challenge of(Terms terms, List<String> urls, Problem problem, String detail) {
        String error = detail.isEmpty() ? problem.code() : problem.code() + ": " + detail;
        String url = urls.getLast();
        String header = header(terms, url, error);
        for (String candidate : urls) {
            String tried = header(terms, candidate, error);
            if (tried.length() < MAX_HEADER) {
                url = candidate;
                header = tried;
                break;
            }
        }
        return new Challenge(header, body(terms, url, error, problem));
    }

    private static String header(Terms terms, String url, String error) {
        byte[] json = Wire.bytes(out -> {
            out.writeStartObject();
            out.writeNumberField("x402Version", Wire.V2);
            out.writeStringField("error", error);
            out.writeObjectFieldStart("resource");
            out.writeStringField("url", url);
            out.writeStringField("description", cut(terms.description()));
            out.writeStringField("mimeType", Wire.MIME_TYPE);
            out.writeEndObject();
            out.writeArrayFieldStart("accepts");
            for (Requirement requirement : terms.requirements()) {
                Wire.requirement(out, Wire.V2, requirement, terms, url);
            }
            out.writeEndArray();
            out.writeEndObject();
        });
        return new String(Base64.getEncoder().encode(json), StandardCharsets.ISO_8859_1);
    }

    private static byte[] body(Terms terms, String url, String error, Problem problem) {
        return Wire.bytes(out -> {
            out.writeStartObject();
            out.writeNumberField("x402Version", Wire.V1);
            out.writeStringField("error", error);
            out.writeArrayFieldStart("accepts");
            for (Requirement requirement : terms.requirements()) {
                Wire.requirement(out, Wire.V1, requirement, terms, url);
            }
            out.writeEndArray();
            out.writeStringField("reason", problem.code());
            out.writeStringField("hint", problem.hint());
            out.writeBooleanField("retriable", problem.retriable());
            out.writeEndObject();
        });
    }

    private static String cut(String description) {
        return description.length() <= MAX_DESCRIPTION
                ? description
                : description.substring(0, MAX_DESCRIPTION - 1) + "…";
    }
}
