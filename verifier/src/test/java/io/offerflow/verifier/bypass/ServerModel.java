package io.offerflow.verifier.bypass;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What servers make of a request target: the path by which they choose what to serve. Written from the RFC and from the documented
 * behaviour of the servers, and shares nothing with the gate. All text is one character a byte.
 */
public enum ServerModel {
    /** RFC 3986, 5.2.4 and 6.2.2: unreserved characters decoded, dot segments removed, nothing else. */
    BY_THE_RFC {
        @Override
        public Optional<String> path(String target) {
            return originForm(target).map(ServerModel::beforeQuery).map(path -> withoutDots(unreservedDecoded(path)));
        }
    },
    /** nginx with merge_slashes: decodes once, merges slashes, resolves dots. Refuses bad escapes and NUL. */
    DECODES_ALL {
        @Override
        public Optional<String> path(String target) {
            return originForm(target)
                    .map(ServerModel::beforeQuery)
                    .flatMap(path -> decoded(path, false))
                    .filter(path -> path.indexOf('\0') < 0)
                    .map(path -> withoutDots(merged(path)));
        }
    },
    /** A proxy that hands its decoded path on (nginx's proxy_pass with $uri): the next server reads a query and an end of line anew. */
    HANDS_ON_DECODED {
        @Override
        public Optional<String> path(String target) {
            return DECODES_ALL
                    .path(target)
                    .map(path -> path.split("[ \r\n]", 2)[0])
                    .flatMap(DECODES_ALL::path);
        }
    },
    /** Tomcat: path parameters end at the next slash and go first. Refuses encoded slashes. */
    CUTS_PARAMETERS {
        @Override
        public Optional<String> path(String target) {
            return originForm(target)
                    .map(ServerModel::beforeQuery)
                    .map(path -> path.replaceAll(";[^/]*", ""))
                    .filter(path -> !path.toLowerCase(java.util.Locale.ROOT).contains("%2f"))
                    .flatMap(path -> decoded(path, false))
                    .map(path -> withoutDots(merged(path)));
        }
    },
    /** The same in the other order, as older servlet containers did. */
    CUTS_PARAMETERS_AFTER_DECODING {
        @Override
        public Optional<String> path(String target) {
            return originForm(target)
                    .map(ServerModel::beforeQuery)
                    .flatMap(path -> decoded(path, true))
                    .map(path -> withoutDots(merged(path.replaceAll(";[^/]*", ""))));
        }
    },
    /** Servers of one platform: a backslash is a slash. */
    TURNS_BACKSLASHES {
        @Override
        public Optional<String> path(String target) {
            return originForm(target.replace('\\', '/'))
                    .map(ServerModel::beforeQuery)
                    .flatMap(path -> decoded(path, true))
                    .map(path -> withoutDots(merged(path.replace('\\', '/'))));
        }
    },
    /** {@code new URL(target, base)} as browsers and Node do it: two slashes or backslashes begin a host, white space is dropped. */
    PARSES_AS_BROWSERS_DO {
        private static final Pattern SCHEME = Pattern.compile("(?i)^(https?|wss?|ftp):");

        @Override
        public Optional<String> path(String target) {
            String clean = target.strip().replaceAll("[\t\r\n]", "");
            int end = firstOf(clean, "?#");
            String before = clean.substring(0, end).replace('\\', '/');
            Matcher scheme = SCHEME.matcher(before);
            if (scheme.find()) {
                before = "//" + before.substring(scheme.end()).replaceFirst("^/+", "");
            }
            if (before.startsWith("//")) {
                String rest = before.replaceFirst("^/+", "");
                int path = rest.indexOf('/');
                before = path < 0 ? "/" : rest.substring(path);
            }
            String dots = before.replaceAll("(?i)%2e", ".");
            return decoded(withoutDots(dots.startsWith("/") ? dots : "/" + dots), true)
                    .map(ServerModel::merged);
        }
    },
    /** {@code java.net.URI}: two slashes begin a host. */
    PARSES_AS_JAVA_DOES {
        @Override
        public Optional<String> path(String target) {
            try {
                return Optional.ofNullable(new URI(target).getPath());
            } catch (URISyntaxException refused) {
                return Optional.empty();
            }
        }
    },
    /** A careless chain: everything decoded twice, bad escapes kept, then everything tidied up. */
    DECODES_TWICE {
        @Override
        public Optional<String> path(String target) {
            return originForm(target.replace('\\', '/'))
                    .map(ServerModel::beforeQuery)
                    .flatMap(path -> decoded(path, true))
                    .flatMap(path -> decoded(path, true))
                    .map(path -> path.replace('\\', '/').replaceAll(";[^/]*", ""))
                    .map(path -> withoutDots(merged(path)));
        }
    },
    /** C strings end at a NUL, and some file systems forget white space at the end. */
    STOPS_AT_NUL {
        @Override
        public Optional<String> path(String target) {
            return originForm(target)
                    .map(ServerModel::beforeQuery)
                    .flatMap(path -> decoded(path, true))
                    .map(path -> path.split("\0", 2)[0].stripTrailing())
                    .map(path -> withoutDots(merged(path)));
        }
    };

    private static final Pattern ABSOLUTE = Pattern.compile("(?i)^https?://[^/?#]*");
    private static final Pattern OCTET = Pattern.compile("%([0-9a-fA-F]{2})");

    /** The path that is served; empty when the server refuses. */
    public abstract Optional<String> path(String target);

    /** Whether any server would serve a path of this kind. A trailing slash counts for nothing. */
    public static boolean any(String target, Predicate<String> kind) {
        return Stream.of(values())
                .flatMap(model -> model.path(target).stream())
                .map(path -> path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path)
                .anyMatch(kind);
    }

    private static Optional<String> originForm(String target) {
        Matcher absolute = ABSOLUTE.matcher(target);
        if (absolute.find()) {
            String rest = target.substring(absolute.end());
            return Optional.of(rest.startsWith("/") ? rest : "/" + rest);
        }
        return target.startsWith("/") ? Optional.of(target) : Optional.empty();
    }

    private static String beforeQuery(String target) {
        return target.substring(0, firstOf(target, "?#"));
    }

    private static int firstOf(String text, String signs) {
        for (int i = 0; i < text.length(); i++) {
            if (signs.indexOf(text.charAt(i)) >= 0) {
                return i;
            }
        }
        return text.length();
    }

    /** @param lenient bad escapes stay as they are; otherwise nothing is served */
    private static Optional<String> decoded(String text, boolean lenient) {
        boolean bad = text.replaceAll("%[0-9a-fA-F]{2}", "").indexOf('%') >= 0;
        return bad && !lenient
                ? Optional.empty()
                : Optional.of(OCTET.matcher(text).replaceAll(m -> Matcher.quoteReplacement(octet(m.group(1)))));
    }

    private static String unreservedDecoded(String text) {
        return OCTET.matcher(text)
                .replaceAll(m -> octet(m.group(1)).matches("[A-Za-z0-9._~-]") ? octet(m.group(1)) : m.group());
    }

    private static String octet(String digits) {
        return String.valueOf((char) Integer.parseInt(digits, 16));
    }

    private static String merged(String path) {
        return path.replaceAll("/{2,}", "/");
    }

    /** RFC 3986, 5.2.4. */
    private static String withoutDots(String path) {
        Deque<String> kept = new ArrayDeque<>();
        String[] segments = path.substring(1).split("/", -1);
        for (int i = 0; i < segments.length; i++) {
            boolean dots = segments[i].equals(".") || segments[i].equals("..");
            if (segments[i].equals("..")) {
                kept.pollLast();
            }
            if (!dots) {
                kept.addLast(segments[i]);
            } else if (i == segments.length - 1) {
                kept.addLast("");
            }
        }
        return "/" + String.join("/", kept);
    }
}
