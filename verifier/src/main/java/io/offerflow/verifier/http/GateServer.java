package io.offerflow.verifier.http;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.offerflow.api.Ref;
import io.offerflow.verifier.proxy.ProxiedSale;
import io.offerflow.verifier.proxy.Target;
import io.offerflow.verifier.route.GateRoutes;
import io.offerflow.verifier.signin.SignIn;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.GracefulShutdownHandler;
import io.undertow.server.handlers.HttpContinueReadHandler;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.Options;
import org.xnio.Sequence;

/** The listeners: verify for proxies, proxy for everybody, admin for the controller and for people. */
public final class GateServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GateServer.class);
    /** A payment of 16 kB, a path of 8 kB, and what a browser and a proxy add. */
    private static final int MAX_HEADER_BYTES = 65_536;

    private static final int MAX_HEADERS = 200;
    private static final long MAX_ENTITY_BYTES = 65_536;
    private static final int PARSE_MILLIS = 10_000;

    private final Undertow undertow;
    private final Detached detached = new Detached();
    private final GracefulShutdownHandler verify;
    private final GracefulShutdownHandler proxy;
    private final Duration stopGrace;
    private volatile boolean stopping;

    /** Where to listen, and how long a stop waits for requests in flight. */
    public record Listeners(Door verify, Door proxy, InetSocketAddress admin, Duration stopGrace) {}

    /** @param tls null for plain HTTP */
    public record Door(InetSocketAddress address, @Nullable SSLContext tls) {}

    /** What the handlers work with; {@code facilitator} is asked once for each payment. */
    public record Gate(
            GateRoutes routes,
            Supplier<URI> facilitator,
            GateMetrics metrics,
            PrometheusMeterRegistry registry,
            InstantSource clock,
            Settlements settlements,
            Proxying proxying,
            SignIn signIn,
            AccessLog log) {}

    /**
     * How the public listener serves offers.
     *
     * @param targets where an offer is served; blocks
     * @param maxBody bytes of a request's body
     */
    public record Proxying(Function<Ref, Target.Lookup> targets, ProxiedSale sale, int maxBody) {}

    /** Listens at once; every request is refused until the routes are ready. */
    public GateServer(Listeners listeners, Gate gate) {
        this.stopGrace = listeners.stopGrace();
        Checkout checkout = new Checkout(new Checkout.Parts(
                gate.routes(), gate.settlements().flow(), gate.facilitator(), gate.metrics(), gate.clock()));
        SignInDesk desk = new SignInDesk(gate.signIn(), detached, gate.clock());
        this.verify = new GracefulShutdownHandler(new VerifyHandler(
                new VerifyHandler.Parts(gate.routes(), checkout, desk, detached, gate.log(), gate.clock())));
        this.proxy = new GracefulShutdownHandler(new HttpContinueReadHandler(new ProxyHandler(new ProxyHandler.Parts(
                gate.routes(), checkout, desk, detached, gate.proxying(), gate.log(), gate.clock()))));
        Supplier<Optional<String>> notReady =
                () -> stopping ? Optional.of("stopping") : gate.routes().notReady();
        HttpHandler admin = new SettlementsHandler(
                gate.settlements(),
                detached,
                new AdminHandler(
                        gate.routes(), gate.registry(), detached, gate.clock().instant()));
        HttpHandler status = new SettlementStatusHandler(gate.settlements().ledger(), detached, verify);
        HttpHandler open = new SettlementStatusHandler(gate.settlements().ledger(), detached, proxy);
        this.undertow = Undertow.builder()
                .addListener(listener(listeners.verify(), new HealthHandler(notReady, status)))
                .addListener(listener(listeners.proxy(), open))
                .addListener(listener(new Door(listeners.admin(), null), new HealthHandler(notReady, admin)))
                .setSocketOption(Options.SSL_ENABLED_PROTOCOLS, Sequence.of("TLSv1.3", "TLSv1.2"))
                .setServerOption(UndertowOptions.MAX_HEADER_SIZE, MAX_HEADER_BYTES)
                .setServerOption(UndertowOptions.MAX_HEADERS, MAX_HEADERS)
                .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, MAX_ENTITY_BYTES)
                .setServerOption(UndertowOptions.REQUEST_PARSE_TIMEOUT, PARSE_MILLIS)
                .setServerOption(UndertowOptions.DECODE_URL, false)
                .setWorkerThreads(1)
                .build();
        undertow.start();
    }

    public InetSocketAddress verifyAddress() {
        return (InetSocketAddress) undertow.getListenerInfo().getFirst().getAddress();
    }

    /** The public listener. */
    public InetSocketAddress proxyAddress() {
        return (InetSocketAddress) undertow.getListenerInfo().get(1).getAddress();
    }

    public InetSocketAddress adminAddress() {
        return (InetSocketAddress) undertow.getListenerInfo().getLast().getAddress();
    }

    /** Refuses new requests, waits for those in flight, then closes the listeners. */
    @Override
    public void close() {
        stopping = true;
        verify.shutdown();
        proxy.shutdown();
        long end = System.nanoTime() + stopGrace.toNanos();
        try {
            boolean idle = verify.awaitShutdown(stopGrace.toMillis());
            long left = Math.max(1, (end - System.nanoTime()) / 1_000_000);
            if (!(proxy.awaitShutdown(left) && idle)) {
                LOG.warn("requests were still in flight after {} s", stopGrace.toSeconds());
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        undertow.stop();
        detached.close();
    }

    private static Undertow.ListenerBuilder listener(Door door, HttpHandler handler) {
        return new Undertow.ListenerBuilder()
                .setType(door.tls() == null ? Undertow.ListenerType.HTTP : Undertow.ListenerType.HTTPS)
                .setHost(door.address().getAddress().getHostAddress())
                .setPort(door.address().getPort())
                .setSslContext(door.tls())
                .setRootHandler(handler);
    }
}
