package io.offerflow.verifier.x402;

import io.offerflow.verifier.route.RequestPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The public address of what is being bought, from what the proxy forwards. It is https, for what buyers see behind a tunnel is https,
 * except on hosts that are plainly local.
 */
public final class ResourceUrl {
    private static final Pattern HOST =
            Pattern.compile("[A-Za-z0-9.-]{1,253}(:\\d{1,5})?|\\[[0-9a-fA-F:.]{2,45}](:\\d{1,5})?");
    private static final Pattern PRIVATE =
            Pattern.compile("(127|10|192\\.168|172\\.(1[6-9]|2\\d|3[01])|169\\.254)(\\.\\d{1,3}){2,3}");
    private static final Set<String> LOCAL_SUFFIXES = Set.of("localhost", "local", "internal", "stack", "test");

    private ResourceUrl() {}

    /**
     * Addresses from the most exact to the shortest: path and query as sent, without the query, the rule's own path.
     *
     * @param proto the forwarded scheme, or empty
     * @param host the forwarded host, or empty; one that is not a host name is not repeated
     * @param sent the path as forwarded; empty when there is none that is safe
     */
    public static List<String> candidates(String proto, String host, Optional<RequestPath> sent, String rulePath) {
        String known = HOST.matcher(host).matches() ? host : "localhost";
        boolean http = isLocal(known) && !proto.equalsIgnoreCase("https");
        String origin = (http ? "http://" : "https://") + known;
        List<String> urls = new ArrayList<>();
        sent.ifPresent(path -> {
            urls.add(origin + path.target());
            urls.add(origin + path.target().split("\\?", 2)[0]);
        });
        urls.add(origin + rulePath);
        return urls;
    }

    /** A name without dots, a reserved suffix, or an address of a private network. */
    static boolean isLocal(String hostAndPort) {
        if (hostAndPort.startsWith("[")) {
            return hostAndPort.startsWith("[::1]")
                    || hostAndPort.toLowerCase(Locale.ROOT).matches("\\[f[cde].*");
        }
        String host = hostAndPort.split(":", 2)[0].toLowerCase(Locale.ROOT);
        String suffix = host.substring(host.lastIndexOf('.') + 1);
        return !host.contains(".")
                || LOCAL_SUFFIXES.contains(suffix)
                || PRIVATE.matcher(host).matches();
    }
}
