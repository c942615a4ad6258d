package io.offerflow.dev.fault;

import java.net.URI;
import java.util.Optional;

/**
 * The server behind the proxy.
 *
 * @param address {@code http} or {@code https}, host and port, without a path
 * @param token a bearer token given to calls that bring no {@code Authorization} of their own
 * @param anyCertificate whether the server's certificate goes unchecked, as for an API server that signs its own
 */
public record Upstream(URI address, Optional<String> token, boolean anyCertificate) {

    /** A server that needs no token and has, if https, a certificate that this JVM trusts. */
    public static Upstream of(URI address) {
        return new Upstream(address, Optional.empty(), false);
    }

    /** The same server, called with this token. */
    public Upstream withToken(String bearer) {
        return new Upstream(address, Optional.of(bearer), anyCertificate);
    }

    /** The same server, whatever certificate it shows. */
    public Upstream trustingAnyCertificate() {
        return new Upstream(address, token, true);
    }

    /** Leaves the token out. */
    @Override
    public String toString() {
        return "Upstream[" + address + "]";
    }
}
