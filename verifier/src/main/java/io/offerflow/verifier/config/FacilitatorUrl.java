package io.offerflow.verifier.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Where payments may be sent: https, or http to hosts that are this machine or a development cluster's view of it. */
public final class FacilitatorUrl {
    private static final Set<String> LOCAL =
            Set.of("localhost", "127.0.0.1", "[::1]", "host.k3d.internal", "host.docker.internal");

    private static final int MAX_PORT = 65_535;

    private FacilitatorUrl() {}

    /**
     * Addresses in order of preference, separated by commas; at least one, none twice.
     *
     * @throws IllegalArgumentException with a sentence, where one of them may not be used
     */
    public static List<URI> parseAll(String text) {
        return Stream.of(text.split(",", -1))
                .map(part -> parse(part.trim()))
                .distinct()
                .toList();
    }

    /**
     * The address without trailing slash.
     *
     * @throws IllegalArgumentException with a sentence, for every other address
     */
    public static URI parse(String text) {
        try {
            URI uri = new URI(text);
            boolean port = uri.getPort() == -1 || (uri.getPort() > 0 && uri.getPort() <= MAX_PORT);
            boolean absolute = uri.getHost() != null && uri.getUserInfo() == null && port;
            boolean secure = "https".equalsIgnoreCase(uri.getScheme());
            boolean local = "http".equalsIgnoreCase(uri.getScheme()) && LOCAL.contains(String.valueOf(uri.getHost()));
            if (absolute && (secure || local) && uri.getQuery() == null && uri.getFragment() == null) {
                return text.endsWith("/") ? URI.create(text.substring(0, text.length() - 1)) : uri;
            }
        } catch (URISyntaxException malformed) {
            // Refused below, with every other unusable address.
        }
        throw new IllegalArgumentException(
                "facilitatorURL must be https, or http to localhost, 127.0.0.1, [::1], host.k3d.internal or host.docker.internal");
    }
}
