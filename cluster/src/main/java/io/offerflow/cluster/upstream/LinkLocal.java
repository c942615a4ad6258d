package io.offerflow.cluster.upstream;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.stream.Stream;

/** Clouds keep their instance metadata at link-local addresses; whoever writes a Service must not reach it through us. */
public final class LinkLocal {
    private LinkLocal() {}

    /**
     * Whether one of a host's addresses is link-local. Blocks. A connection that follows at once uses the answer that the JVM's name cache
     * holds for this very lookup, so a name cannot change its address in between.
     *
     * @throws UnknownHostException when the name has no address
     */
    public static boolean names(String host) throws UnknownHostException {
        return Stream.of(InetAddress.getAllByName(host)).anyMatch(InetAddress::isLinkLocalAddress);
    }
}
