package io.offerflow.verifier.route;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The pattern of a static route. Without {@code *} it is one exact path; {@code /p/*} is {@code /p} and everything below; otherwise a glob
 * by segments, in which {@code *}, {@code ?} and {@code [..]} stay within one segment and a last segment {@code *} stands for one or more
 * segments.
 */
public final class PathPattern {
    private final String text;
    /** Compiled segments of a glob; empty for exact and prefix patterns. */
    private final List<Pattern> glob;

    private final boolean subtree;

    private PathPattern(String text, List<Pattern> glob, boolean subtree) {
        this.text = text;
        this.glob = glob;
        this.subtree = subtree;
    }

    /** @throws IllegalArgumentException when the text starts with no slash or holds a broken character class */
    public static PathPattern of(String text) {
        if (!text.startsWith("/")) {
            throw new IllegalArgumentException("\"" + text + "\" must start with a slash");
        }
        boolean subtree = text.endsWith("/*");
        String base = subtree ? text.substring(0, text.length() - 2) : text;
        if (!base.contains("*")) {
            return new PathPattern(base, List.of(), subtree);
        }
        List<Pattern> segments = new ArrayList<>();
        for (String segment : base.split("/", -1)) {
            try {
                segments.add(Pattern.compile(regex(segment)));
            } catch (PatternSyntaxException broken) {
                throw new IllegalArgumentException("\"" + text + "\" has a broken character class", broken);
            }
        }
        return new PathPattern(base, List.copyOf(segments), subtree);
    }

    public boolean matches(String path) {
        if (glob.isEmpty()) {
            return path.equals(text) || (subtree && path.startsWith(text + "/"));
        }
        String[] segments = path.split("/", -1);
        return (subtree ? segments.length > glob.size() : segments.length == glob.size()) && baseMatches(segments);
    }

    /**
     * True for paths that the pattern does not match itself but that belong to what it protects: everything at and below its literal
     * directory, and the base of a glob. A paid pattern refuses these.
     */
    public boolean surrounds(String path) {
        if (glob.isEmpty()) {
            return !text.isEmpty() && !text.equals("/") && covers(text, path);
        }
        String directory = directory();
        String[] segments = path.split("/", -1);
        return (!directory.isEmpty() && covers(directory, path))
                || (segments.length >= glob.size() && baseMatches(segments));
    }

    /** The literal segments before the first wildcard, without trailing slash; empty for the root. */
    public String directory() {
        int star = text.indexOf('*');
        return star < 0 ? text : text.substring(0, text.lastIndexOf('/', star));
    }

    @Override
    public String toString() {
        return subtree ? text + "/*" : text;
    }

    private boolean baseMatches(String[] segments) {
        for (int i = 0; i < glob.size(); i++) {
            if (!glob.get(i).matcher(segments[i]).matches()) {
                return false;
            }
        }
        return true;
    }

    static boolean covers(String directory, String path) {
        return path.startsWith(directory)
                && (path.length() == directory.length() || path.charAt(directory.length()) == '/');
    }

    private static String regex(String segment) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < segment.length(); i++) {
            char c = segment.charAt(i);
            int end = c == '[' ? segment.indexOf(']', i + 2) : -1;
            if (c == '[' && end < 0) {
                throw new PatternSyntaxException("unclosed", segment, i);
            }
            switch (c) {
                case '*' -> regex.append(".*");
                case '?' -> regex.append('.');
                case '[' -> {
                    regex.append('[').append(segment, i + 1, end).append(']');
                    i = end;
                }
                default -> regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return regex.toString();
    }
}
