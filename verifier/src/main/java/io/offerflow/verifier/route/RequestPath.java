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
 * without path parameters, and all that once more. Callers compare the rules that the forms select. What no honest client sends (dot segments,
 * encoded slashes, backslashes, control bytes, malformed escapes) has no path at all.
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
        String target = originForm(raw);
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        // A fragment never travels in a request; servers disagree on what to do with one.
        if (!path.startsWith("/") || target.indexOf('#') >= 0 || path.indexOf('\\') >= 0) {
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
            boolean literal = round > 0 && malformedEscape(last);
            Optional<String> decoded = literal ? Optional.of(last) : decodeOnce(last);
            Optional<String> bare = decoded.flatMap(RequestPath::withoutParameters);
            if (bare.isEmpty() || HIDDEN.matcher(decoded.get()).find()) {
                return Optional.empty();
            }
            forms.add(decoded.get());
            forms.add(bare.get());
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

    private static boolean malformedEscape(String path) {
        for (int i = path.indexOf('%'); i >= 0; i = path.indexOf('%', i + 1)) {
            if (i + 2 >= path.length()
                    || Character.digit(path.charAt(i + 1), 16) < 0
                    || Character.digit(path.charAt(i + 2), 16) < 0) {
                return true;
            }
        }
        return false;
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

    private static String originForm(String raw) {
        for (String scheme : List.of("http://", "https://")) {
            if (raw.regionMatches(true, 0, scheme, 0, scheme.length())) {
                String rest = raw.substring(scheme.length());
                int path = rest.indexOf('/');
                int query = rest.indexOf('?');
                if (path < 0 || (query >= 0 && query < path)) {
                    return "/" + (query < 0 ? "" : rest.substring(query));
                }
                return rest.substring(path);
            }
        }
        return raw;
    }
}
