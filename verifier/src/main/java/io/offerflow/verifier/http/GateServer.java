package io.offerflow.verifier.http;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.offerflow.api.Ref;
import io.offerflow.verifier.ledger.PaymentLedger;
import io.offerflow.verifier.proxy.HeldBytes;
import io.offerflow.verifier.proxy.ProxiedSale;
import io.offerflow.verifier.proxy.Target;
import io.offerflow.verifier.proxy.Withheld;
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
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
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
    /** How long a connection may wait for its next request. Longer than proxies in front keep theirs, which would else hit a closed one. */
    private static final int BETWEEN_REQUESTS_MILLIS = 120_000;

    private final Undertow undertow;
    private final Detached detached = new Detached();
    private final GracefulShutdownHandler verify;
    private final GracefulShutdownHandler proxy;
    private final List<Farewell> farewells;
    private final Stop stop;
    private volatile boolean stopping;

    /** Where to listen, and how to stop. */
    public record Listeners(Door verify, Door proxy, InetSocketAddress admin, Stop stop) {}

    /** @param tls null for plain HTTP */
    public record Door(InetSocketAddress address, @Nullable SSLContext tls) {}

    /**
     * How to stop without a failed request.
     *
     * @param delay how long requests are still taken after readiness has been withdrawn, until nobody sends any more
     * @param grace how long to wait for requests in flight then
     */
    public record Stop(Duration delay, Duration grace) {}

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
     * @param memory for the bodies of all requests and the answers that are held back
     * @param withheld the answers that {@code sale} keeps
     * @param occasions a word that nobody else has and nobody guesses, for each request that is not paid for
     */
    public record Proxying(
            Function<Ref, Target.Lookup> targets,
            ProxiedSale sale,
            int maxBody,
            HeldBytes memory,
            Withheld withheld,
            Supplier<String> occasions) {}

    /** Listens at once; every request is refused until the routes are ready. */
    public GateServer(Listeners listeners, Gate gate) {
        this.stop = listeners.stop();
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
                gate.proxying().withheld(),
                detached,
                new AdminHandler(
                        gate.routes(), gate.registry(), detached, gate.clock().instant()));
        PaymentLedger ledger = gate.settlements().ledger();
        Farewell forProxies = new Farewell(
                new HealthHandler(notReady, new PlainFraming(new SettlementStatusHandler(ledger, detached, verify))));
        Farewell forBuyers = new Farewell(new PlainFraming(new SettlementStatusHandler(ledger, detached, proxy)));
        this.farewells = List.of(forProxies, forBuyers);
        this.undertow = Undertow.builder()
                .addListener(listener(listeners.verify(), forProxies))
                .addListener(listener(listeners.proxy(), forBuyers))
                .addListener(listener(new Door(listeners.admin(), null), new HealthHandler(notReady, admin)))
                .setSocketOption(Options.SSL_ENABLED_PROTOCOLS, Sequence.of("TLSv1.3", "TLSv1.2"))
                .setServerOption(UndertowOptions.MAX_HEADER_SIZE, MAX_HEADER_BYTES)
                .setServerOption(UndertowOptions.MAX_HEADERS, MAX_HEADERS)
                .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, MAX_ENTITY_BYTES)
                .setServerOption(UndertowOptions.REQUEST_PARSE_TIMEOUT, PARSE_MILLIS)
                .setServerOption(UndertowOptions.NO_REQUEST_TIMEOUT, BETWEEN_REQUESTS_MILLIS)
                .setServerOption(UndertowOptions.DECODE_URL, false)
                // Undertow would take two on a single core, and each would wait for the other's time slice to end.
                .setIoThreads(Runtime.getRuntime().availableProcessors())
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

    /** Is not ready any more but serves on for a while, then refuses new requests, waits for those in flight, closes the listeners. */
    @Override
    public void close() {
        stopping = true;
        farewells.forEach(Farewell::begin);
        try {
            TimeUnit.NANOSECONDS.sleep(stop.delay().toNanos());
            verify.shutdown();
            proxy.shutdown();
            long end = System.nanoTime() + stop.grace().toNanos();
            boolean idle = verify.awaitShutdown(stop.grace().toMillis());
            long left = Math.max(1, (end - System.nanoTime()) / 1_000_000);
            if (!(proxy.awaitShutdown(left) && idle)) {
                LOG.warn(
                        "requests were still in flight after {} s", stop.grace().toSeconds());
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
