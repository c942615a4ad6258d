package io.offerflow.verifier.x402;

import io.offerflow.verifier.route.RequestPath;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The public address of what is being bought, from what the proxy forwards. It is https, for what buyers see behind a tunnel is https,
 * except on hosts that are plainly local.
 */
public final class ResourceUrl {
    private static final int MAX_HOST = 253;
    private static final int MAX_PORT_DIGITS = 5;
    private static final Pattern IPV6 = Pattern.compile("\\[[0-9a-fA-F:.]{2,45}](:\\d{1,5})?");
    private static final List<String> LOCAL_SUFFIXES = List.of("localhost", "local", "internal", "stack", "test");

    private ResourceUrl() {}

    /**
     * Addresses from the most exact to the shortest: path and query as sent, without the query, the rule's own path.
     *
     * @param proto the forwarded scheme, or empty
     * @param host the forwarded host, or empty; one that is not a host name is not repeated
     * @param sent the path as forwarded; empty when there is none that is safe
     */
    public static List<String> candidates(String proto, String host, Optional<RequestPath> sent, String rulePath) {
        String known = isHost(host) ? host : "localhost";
        boolean http = isLocal(known) && !proto.equalsIgnoreCase("https");
        String origin = (http ? "http://" : "https://").concat(known);
        if (sent.isEmpty()) {
            return List.of(origin.concat(rulePath));
        }
        String target = sent.get().target();
        int query = target.indexOf('?');
        String exact = origin.concat(target);
        return query < 0
                ? List.of(exact, origin.concat(rulePath))
                : List.of(exact, exact.substring(0, origin.length() + query), origin.concat(rulePath));
    }

    /** Whether the text may be repeated as a host with or without a port. By hand for names, since every request asks; addresses of IPv6 are rare. */
    public static boolean isHost(String text) {
        if (text.startsWith("[")) {
            return IPV6.matcher(text).matches();
        }
        int colon = text.indexOf(':');
        int end = colon < 0 ? text.length() : colon;
        if (end == 0 || end > MAX_HOST) {
            return false;
        }
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (!letter && (c < '0' || c > '9') && c != '.' && c != '-') {
                return false;
            }
        }
        return colon < 0 || isPort(text, colon + 1);
    }

    /** A name without dots, a reserved suffix, or an address of a private network. */
    public static boolean isLocal(String hostAndPort) {
        if (hostAndPort.startsWith("[")) {
            return hostAndPort.startsWith("[::1]")
                    || hostAndPort.toLowerCase(Locale.ROOT).matches("\\[f[cde].*");
        }
        int colon = hostAndPort.indexOf(':');
        String host = colon < 0 ? hostAndPort : hostAndPort.substring(0, colon);
        int dot = host.lastIndexOf('.');
        if (dot < 0) {
            return true;
        }
        for (String suffix : LOCAL_SUFFIXES) {
            if (host.length() - dot - 1 == suffix.length()
                    && host.regionMatches(true, dot + 1, suffix, 0, suffix.length())) {
                return true;
            }
        }
        // Only an address begins with a digit and ends with one.
        return Character.isDigit(host.charAt(0)) && isPrivateAddress(host);
    }

    private static boolean isPort(String text, int from) {
        int digits = text.length() - from;
        for (int i = from; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return digits >= 1 && digits <= MAX_PORT_DIGITS;
    }

    /** Loopback, private and link-local IPv4 addresses in dotted form. */
    private static boolean isPrivateAddress(String host) {
        int[] octets = new int[4];
        int at = 0;
        int digits = 0;
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            if (c == '.' && digits > 0 && at < 3) {
                at++;
                digits = 0;
            } else if (c >= '0' && c <= '9' && digits < 3) {
                octets[at] = octets[at] * 10 + (c - '0');
                digits++;
            } else {
                return false;
            }
        }
        return at == 3
                && digits > 0
                && switch (octets[0]) {
                    case 10, 127 -> true;
                    case 169 -> octets[1] == 254;
                    case 172 -> octets[1] >= 16 && octets[1] <= 31;
                    case 192 -> octets[1] == 168;
                    default -> false;
                };
    }
}
