package io.offerflow.verifier.signin;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The text that a wallet shows and signs (EIP-4361). Times stay as they were written, since the signature is over the text.
 *
 * @param chainId decimal
 * @param resources as listed, without the dashes
 */
public record SignInMessage(
        String domain,
        String address,
        @Nullable String statement,
        String uri,
        String version,
        String chainId,
        String nonce,
        String issuedAt,
        @Nullable String expirationTime,
        @Nullable String notBefore,
        @Nullable String requestId,
        List<String> resources) {
    private static final String INTRODUCTION = " wants you to sign in with your Ethereum account:";
    private static final Pattern ADDRESS = Pattern.compile("0x[0-9a-fA-F]{40}");
    private static final Pattern NONCE = Pattern.compile("[a-zA-Z0-9]{8,64}");
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,17}");
    private static final Pattern DOMAIN = Pattern.compile("[a-zA-Z0-9.\\-:\\[\\]]{1,255}");

    /** Reads exactly what {@link #text()} writes; anything else is no message. */
    public static Optional<SignInMessage> parse(String text) {
        Lines lines = new Lines(text);
        String first = lines.next();
        if (!first.endsWith(INTRODUCTION)) {
            return Optional.empty();
        }
        String domain = first.substring(0, first.length() - INTRODUCTION.length());
        String address = lines.next();
        lines.next();
        String statement = lines.peek().isEmpty() ? null : lines.next();
        lines.next();
        SignInMessage message = new SignInMessage(
                domain,
                address,
                statement,
                lines.field("URI"),
                lines.field("Version"),
                lines.field("Chain ID"),
                lines.field("Nonce"),
                lines.field("Issued At"),
                lines.optional("Expiration Time"),
                lines.optional("Not Before"),
                lines.optional("Request ID"),
                lines.list());
        return message.wellFormed() && message.text().equals(text) ? Optional.of(message) : Optional.empty();
    }

    /** Whether each part is of its kind, so that no part can pretend to be another line of the text. */
    boolean wellFormed() {
        return DOMAIN.matcher(domain).matches()
                && ADDRESS.matcher(address).matches()
                && NONCE.matcher(nonce).matches()
                && NUMBER.matcher(chainId).matches()
                && oneLine(uri)
                && oneLine(version)
                && (statement == null || (oneLine(statement) && !statement.isEmpty()))
                && (requestId == null || oneLine(requestId))
                && resources.stream().allMatch(SignInMessage::oneLine)
                && instant(issuedAt).isPresent()
                && (expirationTime == null || instant(expirationTime).isPresent())
                && (notBefore == null || instant(notBefore).isPresent());
    }

    /** The text to be signed; LF, no line end at the end. */
    public String text() {
        List<String> lines = new ArrayList<>();
        lines.add(domain + INTRODUCTION);
        lines.add(address);
        lines.add("");
        if (statement != null) {
            lines.add(statement);
        }
        lines.add("");
        lines.add("URI: " + uri);
        lines.add("Version: " + version);
        lines.add("Chain ID: " + chainId);
        lines.add("Nonce: " + nonce);
        lines.add("Issued At: " + issuedAt);
        add(lines, "Expiration Time", expirationTime);
        add(lines, "Not Before", notBefore);
        add(lines, "Request ID", requestId);
        if (!resources.isEmpty()) {
            lines.add("Resources:");
            resources.forEach(resource -> lines.add("- " + resource));
        }
        return String.join("\n", lines);
    }

    /** An RFC 3339 time. */
    static Optional<Instant> instant(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException odd) {
            return Optional.empty();
        }
    }

    private static void add(List<String> lines, String name, @Nullable String value) {
        if (value != null) {
            lines.add(name + ": " + value);
        }
    }

    private static boolean oneLine(String text) {
        return text.length() <= 2_048 && text.chars().noneMatch(c -> c < 0x20 || c == 0x7f);
    }

    /** Reads lines one after the other; what is missing reads as empty and fails the comparison in the end. */
    private static final class Lines {
        private final String[] lines;
        private int at;

        Lines(String text) {
            lines = text.split("\n", -1);
        }

        String peek() {
            return at < lines.length ? lines[at] : "";
        }

        String next() {
            String line = peek();
            at++;
            return line;
        }

        String field(String name) {
            String value = optional(name);
            return value == null ? "" : value;
        }

        @Nullable
        String optional(String name) {
            String prefix = name + ": ";
            return peek().startsWith(prefix) ? next().substring(prefix.length()) : null;
        }

        List<String> list() {
            List<String> items = new ArrayList<>();
            if (peek().equals("Resources:")) {
                next();
                while (peek().startsWith("- ")) {
                    items.add(next().substring(2));
                }
            }
            return List.copyOf(items);
        }
    }
}
