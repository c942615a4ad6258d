package io.offerflow.verifier.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;

/** Where payments may be sent: https, or http to hosts that are this machine or a development cluster's view of it. */
public final class FacilitatorUrl {
    private static final Set<String> LOCAL =
            Set.of("localhost", "127.0.0.1", "[::1]", "host.k3d.internal", "host.docker.internal");

    private FacilitatorUrl() {}

    /**
     * The address without trailing slash.
     *
     * @throws IllegalArgumentException with a sentence, for every other address
     */
    public static URI parse(String text) {
        try {
            URI uri = new URI(text);
            boolean absolute = uri.getHost() != null && uri.getUserInfo() == null;
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
