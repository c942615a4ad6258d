package io.offerflow.verifier;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.offerflow.api.Ref;
import io.offerflow.verifier.proxy.Target;
import io.offerflow.verifier.proxy.UpstreamCredential;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.Executors;

/** The service behind the offer {@code shop/echo} of a gate. */
final class StubService implements AutoCloseable {
    static final String PATH = "/services/echo";
    private static final Ref OFFER = new Ref("shop", "echo");

    private final HttpServer server;

    private StubService(HttpServer server) {
        this.server = server;
    }

    static StubService start(HttpHandler answers) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", answers);
        server.start();
        return new StubService(server);
    }

    /** From now on the gate finds the offer here. */
    void standBehind(Gate gate) {
        standBehind(gate, Optional.empty());
    }

    /** @param credential which the gate shows here */
    void standBehind(Gate gate, Optional<UpstreamCredential> credential) {
        URI base = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        gate.targets.put(OFFER, new Target.Lookup.Found(new Target(base, PATH, Target.Kind.HTTP, credential)));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
