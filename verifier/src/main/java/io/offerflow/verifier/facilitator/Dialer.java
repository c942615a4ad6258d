package io.offerflow.verifier.facilitator;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.time.InstantSource;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** Opens connections to one origin: plain, or encrypted and to exactly the host that the certificate names. */
final class Dialer {
    /** For connecting to one address, and again for each step of a handshake. */
    private static final int CONNECT_MILLIS = 2_000;

    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    private final String host;
    private final int port;
    private final boolean secure;
    private final SSLSocketFactory encryption;
    private final InstantSource clock;

    Dialer(URI origin, SSLSocketFactory encryption, InstantSource clock) {
        this.secure = origin.getScheme().equalsIgnoreCase("https");
        this.port = origin.getPort() > 0 ? origin.getPort() : secure ? HTTPS : HTTP;
        this.host = origin.getHost().replaceAll("^\\[|]$", "");
        this.encryption = encryption;
        this.clock = clock;
    }

    /** Tries the host's addresses in turn. When it fails, nothing of a request was sent. */
    HttpConnection dial() throws IOException {
        IOException last = new ConnectException("the host has no address");
        for (InetAddress address : InetAddress.getAllByName(host)) {
            SocketChannel channel = SocketChannel.open();
            try {
                return connected(channel, new InetSocketAddress(address, port));
            } catch (IOException failed) {
                channel.close();
                last = failed;
            }
        }
        throw last;
    }

    private HttpConnection connected(SocketChannel channel, InetSocketAddress address) throws IOException {
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        Socket socket = channel.socket();
        socket.connect(address, CONNECT_MILLIS);
        return new HttpConnection(channel, secure ? encrypted(socket) : socket, clock);
    }

    private Socket encrypted(Socket socket) throws IOException {
        SSLSocket encrypted = (SSLSocket) encryption.createSocket(socket, host, port, true);
        SSLParameters parameters = encrypted.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        encrypted.setSSLParameters(parameters);
        socket.setSoTimeout(CONNECT_MILLIS);
        encrypted.startHandshake();
        socket.setSoTimeout(0);
        return encrypted;
    }
}
