package io.offerflow.verifier.route;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The path of a forwarded request in every form in which a server could read it: as sent, decoded with empty segments collapsed, the same
 * without path parameters, up to a decoded sign at which the next server in a chain would see the path's end, and all that once more.
 * Callers compare the rules that the forms select. What no honest client sends (dot segments, encoded slashes, backslashes, control bytes,
 * malformed escapes, two slashes at the beginning, which many parsers take for a host's) has no path at all.
 *
 * @param target path and query as sent, without scheme and host
 * @param forms at least one, each starting with a slash
 */
public record RequestPath(String target, List<String> forms) {
    /** Bytes; longer targets are refused. */
    public static final int MAX_LENGTH = 8_192;

    /** Two decodings are what careless chains of servers do; a path that goes on changing is hostile. */
    private static final int MAX_ROUNDS = 3;
    /** A separator or dot that was encoded twice. */
    private static final Pattern HIDDEN = Pattern.compile("%(2f|5c|2e|00)", Pattern.CASE_INSENSITIVE);

    private static final Pattern MALFORMED = Pattern.compile("%(?![0-9A-Fa-f]{2})");
    private static final Pattern END = Pattern.compile("[?# ]");
    /** Host and port of an absolute form; with anything else in it, parsers disagree on where the path begins. */
    private static final Pattern AUTHORITY = Pattern.compile("[A-Za-z0-9._:\\[\\]~-]+");

    /** The path decoded once, without empty segments and path parameters: what an upstream may be given. */
    public String normalised() {
        if (forms.size() == 1) {
            return forms.getFirst();
        }
        return decodeOnce(forms.getFirst())
                .flatMap(RequestPath::withoutParameters)
                .orElseThrow(() -> new IllegalStateException("a path that was read can be read again"));
    }

    /** Reads a raw request target, origin or absolute form; empty when it is refused. */
    public static Optional<RequestPath> parse(String raw) {
        if (raw.length() > MAX_LENGTH || !visible(raw)) {
            return Optional.empty();
        }
        int end = plainEnd(raw);
        if (end > 0) {
            return Optional.of(new RequestPath(raw, List.of(raw.substring(0, end))));
        }
        // A fragment never travels in a request; servers disagree on what to do with one.
        return raw.indexOf('#') >= 0 ? Optional.empty() : originForm(raw).flatMap(RequestPath::read);
    }

    private static Optional<RequestPath> read(String target) {
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        if (!path.startsWith("/") || path.startsWith("//") || path.indexOf('\\') >= 0) {
            return Optional.empty();
        }
        return forms(path).map(forms -> new RequestPath(target, forms));
    }

    /**
     * Where the path of an origin-form target ends, when every server reads that path in the same way: letters, digits and a few harmless
     * signs, no empty segment, no segment that begins with a dot. 0 when it takes a closer look. Nearly all requests are of this kind.
     */
    private static int plainEnd(String raw) {
        char before = 0;
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '?') {
                return raw.indexOf('#', i) < 0 ? i : 0;
            }
            boolean first = before == '/' || i == 0;
            boolean harmless = Character.isLetterOrDigit(c) || c == '-' || c == '_' || c == '~' || c == ':' || c == '@';
            boolean fits = i == 0 ? c == '/' : harmless || (!first && (c == '/' || c == '.'));
            if (!fits) {
                return 0;
            }
            before = c;
        }
        return raw.length();
    }

    private static Optional<List<String>> forms(String path) {
        Set<String> forms = new LinkedHashSet<>();
        forms.add(path);
        String last = path;
        for (int round = 0; round < MAX_ROUNDS; round++) {
            // A percent sign may be meant: what is malformed after the first decoding stays as it is.
            Optional<String> decoded = decodeOnce(round > 0 ? withLiteralPercents(last) : last);
            Optional<String> bare = decoded.flatMap(RequestPath::withoutParameters);
            if (bare.isEmpty() || HIDDEN.matcher(decoded.get()).find()) {
                return Optional.empty();
            }
            forms.add(decoded.get());
            forms.add(bare.get());
            forms.add(beforeEnd(decoded.get()));
            forms.add(beforeEnd(bare.get()));
            if (decoded.get().equals(last)) {
                return Optional.of(List.copyOf(forms));
            }
            last = decoded.get();
        }
        return Optional.empty();
    }

    private static Optional<String> decodeOnce(String path) {
        List<String> segments = new ArrayList<>();
        for (String segment : path.split("/", -1)) {
            Optional<String> decoded = decode(segment);
            if (decoded.isEmpty()) {
                return Optional.empty();
            }
            segments.add(decoded.get());
        }
        return joined(segments);
    }

    private static Optional<String> withoutParameters(String path) {
        return joined(Stream.of(path.split("/", -1))
                .map(segment -> segment.split(";", 2)[0])
                .toList());
    }

    /** Empty segments collapse, a last one stays as a trailing slash; dot segments are refused. */
    private static Optional<String> joined(List<String> segments) {
        if (segments.contains(".") || segments.contains("..")) {
            return Optional.empty();
        }
        String path = segments.stream().filter(segment -> !segment.isEmpty()).collect(Collectors.joining("/", "/", ""));
        boolean trailing = segments.getLast().isEmpty() && path.length() > 1;
        return Optional.of(trailing ? path + "/" : path);
    }

    /** One percent-decoding of one segment; empty for escapes that are malformed or hide a separator, control byte or bad UTF-8. */
    private static Optional<String> decode(String segment) {
        if (segment.indexOf('%') < 0) {
            return Optional.of(segment);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(segment.length());
        byte[] sent = segment.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < sent.length; i++) {
            if (sent[i] != '%') {
                bytes.write(sent[i]);
                continue;
            }
            int value = i + 2 < sent.length ? hex(sent[i + 1]) * 16 + hex(sent[i + 2]) : -1;
            if (value < 0x20 || value == 0x7f || value == '/' || value == '\\') {
                return Optional.empty();
            }
            bytes.write(value);
            i += 2;
        }
        try {
            ByteBuffer decoded = ByteBuffer.wrap(bytes.toByteArray());
            return Optional.of(
                    StandardCharsets.UTF_8.newDecoder().decode(decoded).toString());
        } catch (CharacterCodingException notUtf8) {
            return Optional.empty();
        }
    }

    private static String withLiteralPercents(String path) {
        return MALFORMED.matcher(path).replaceAll("%25");
    }

    /** What a server sees that gets a decoded path in a request line: the end at a query, a fragment or white space. */
    private static String beforeEnd(String path) {
        return END.split(path, 2)[0];
    }

    /** The digit's value, or so negative that no second digit makes up for it. */
    private static int hex(byte digit) {
        int value = Character.digit(digit, 16);
        return value < 0 ? -1_000 : value;
    }

    private static boolean visible(String raw) {
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c <= 0x20 || c >= 0x7f) {
                return false;
            }
        }
        return !raw.isEmpty();
    }

    private static Optional<String> originForm(String raw) {
        for (String scheme : List.of("http://", "https://")) {
            if (raw.regionMatches(true, 0, scheme, 0, scheme.length())) {
                String rest = raw.substring(scheme.length());
                int end = authorityEnd(rest);
                String target = rest.substring(end);
                return Optional.of(target.startsWith("/") ? target : "/" + target)
                        .filter(read ->
                                AUTHORITY.matcher(rest.substring(0, end)).matches());
            }
        }
        return Optional.of(raw);
    }

    private static int authorityEnd(String rest) {
        int path = rest.indexOf('/');
        int query = rest.indexOf('?');
        int end = path < 0 || (query >= 0 && query < path) ? query : path;
        return end < 0 ? rest.length() : end;
    }
}
