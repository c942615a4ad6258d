package io.offerflow.verifier.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * A page, ready to be sent.
 *
 * @param html UTF-8
 * @param policy keeps a browser from loading or running anything else, should an escape ever be wrong
 */
public record Page(byte[] html, String policy) {
    private static final String STYLE = resource("page.css");
    private static final String POLICY = "default-src 'none'; style-src " + hash(STYLE)
            + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /** @param body HTML whose texts are escaped */
    static Page of(String title, String body) {
        return new Page(bytes(title, body, ""), POLICY);
    }

    /** The same with a script, which may ask this host and nobody else. */
    static Page of(String title, String body, String script) {
        return new Page(
                bytes(title, body, "<script>" + script + "</script>\n"),
                POLICY + "; script-src " + hash(script) + "; connect-src 'self'");
    }

    /** A file beside this class. */
    static String resource(String name) {
        try (InputStream in = Page.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("missing from the jar: " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + name, e);
        }
    }

    /** Safe as text and as the value of a quoted attribute. */
    static String escaped(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.append(c);
            }
        }
        return out.toString();
    }

    private static byte[] bytes(String title, String body, String script) {
        String html =
                """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>%s</title>
                <style>%s</style>
                </head>
                <body>
                <main>
                %s</main>
                %s</body>
                </html>
                """;
        return html.formatted(escaped(title), STYLE, body, script).getBytes(StandardCharsets.UTF_8);
    }

    /** As a policy names an inline element that may stand in the page. */
    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
