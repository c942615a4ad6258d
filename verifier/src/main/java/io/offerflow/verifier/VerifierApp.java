package io.offerflow.verifier;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.offerflow.api.Ref;
import io.offerflow.cluster.Metrics;
import io.offerflow.verifier.config.SettingsFile;
import io.offerflow.verifier.facilitator.FacilitatorClient;
import io.offerflow.verifier.http.AccessLog;
import io.offerflow.verifier.http.BearerToken;
import io.offerflow.verifier.http.GateMetrics;
import io.offerflow.verifier.http.GateServer;
import io.offerflow.verifier.http.GateServer.Door;
import io.offerflow.verifier.http.Settlements;
import io.offerflow.verifier.ledger.SqlLedger;
import io.offerflow.verifier.pay.FlowLimits;
import io.offerflow.verifier.pay.PayerCheck;
import io.offerflow.verifier.pay.PaymentFlow;
import io.offerflow.verifier.proxy.HeldBytes;
import io.offerflow.verifier.proxy.HttpUpstream;
import io.offerflow.verifier.proxy.OfferTargets;
import io.offerflow.verifier.proxy.ProxiedSale;
import io.offerflow.verifier.proxy.Target;
import io.offerflow.verifier.proxy.Withheld;
import io.offerflow.verifier.route.GateRoutes;
import io.offerflow.verifier.route.OfferBook;
import io.offerflow.verifier.route.OfferInformer;
import io.offerflow.verifier.route.OfferSnapshots;
import io.offerflow.verifier.signature.Signatures;
import io.offerflow.verifier.signin.Nonces;
import io.offerflow.verifier.signin.SessionKey;
import io.offerflow.verifier.signin.Sessions;
import io.offerflow.verifier.signin.SignIn;
import io.offerflow.verifier.signin.SignInCheck;
import io.offerflow.verifier.tls.Certificate;
import io.offerflow.verifier.x402.ResourceUrl;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running verifier. Starting wires everything and returns at once; it is ready when settings and offers are loaded. */
public final class VerifierApp implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(VerifierApp.class);

    /** For settle calls that nobody waits for any more; what is not done then is in the ledger as unknown. */
    private static final Duration STOP_BEHIND = Duration.ofSeconds(2);

    private static final Duration LEDGER_RETRY = Duration.ofSeconds(1);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final GateServer server;

    /**
     * Starts with the offers of a cluster.
     *
     * @param client stays the caller's; it must outlive the app
     */
    public static VerifierApp start(VerifierSettings settings, KubernetesClient client, InstantSource clock) {
        AtomicReference<OfferInformer> informer = new AtomicReference<>();
        OfferTargets targets = new OfferTargets(
                ref -> Optional.ofNullable(informer.get()).flatMap(watching -> watching.offer(ref)),
                client,
                settings.proxied().upstreams(),
                clock);
        Source source = new Source(
                book -> {
                    OfferInformer started = OfferInformer.start(client, book);
                    informer.set(started);
                    return started;
                },
                targets);
        return start(settings, source, clock);
    }

    /** Starts with offers from anywhere. */
    public static VerifierApp start(VerifierSettings settings, Source source, InstantSource clock) {
        return new VerifierApp(settings, source, clock);
    }

    /**
     * Where offers come from.
     *
     * @param offers gets the book and keeps it filled until it is closed
     * @param targets where an offer is served, for the public listener; may block
     */
    public record Source(Function<OfferBook, ? extends AutoCloseable> offers, Function<Ref, Target.Lookup> targets) {

        /** Offers that are only judged, not served. */
        public static Source judged(Function<OfferBook, ? extends AutoCloseable> offers) {
            return new Source(offers, ref -> new Target.Lookup.Unavailable("offers are not served here"));
        }
    }

    private VerifierApp(VerifierSettings settings, Source source, InstantSource clock) {
        PrometheusMeterRegistry registry = Metrics.registry("verifier");
        parts.push(registry::close);
        try {
            GateMetrics metrics = new GateMetrics(registry, clock);
            GateRoutes routes = new GateRoutes(metrics::forget);
            GateGauges gauges = new GateGauges(registry);
            gauges.routes(routes, clock);
            Supplier<List<URI>> facilitators = followSettings(settings, routes, gauges);
            Signatures signatures = Signatures.load();
            SqlLedger ledger = part(SqlLedger.open(settings.ledger(), clock, new SecureRandom(), registry));
            Instruments instruments = new Instruments(registry, clock, gauges, ledger);
            Settlements settlements = settlements(settings, facilitators, signatures, instruments);
            OfferBook book = part(new OfferBook(clock, settings.agentModel(), routes::offers));
            if (part(source.offers().apply(book)) instanceof OfferInformer informer) {
                gauges.informer(informer);
                settings.snapshots()
                        .ifPresent(how -> gauges.snapshots(part(new OfferSnapshots(
                                how,
                                new OfferSnapshots.Offers(
                                        book, informer::listed, informer::objects, () -> routes.offers()
                                                .version()),
                                clock))));
            }
            this.server = part(new GateServer(
                    listeners(settings, gauges),
                    new GateServer.Gate(
                            routes,
                            () -> facilitators.get().getFirst(),
                            metrics,
                            registry,
                            clock,
                            settlements,
                            proxying(settings, source.targets(), instruments),
                            signIn(settings, signatures, ledger, clock),
                            part(new AccessLog(settings.accessLog(), registry)))));
        } catch (RuntimeException failed) {
            close();
            throw failed;
        }
        LOG.info("verifier listens on {}, {} (public) and {} (admin)", verifyAddress(), proxyAddress(), adminAddress());
    }

    public InetSocketAddress verifyAddress() {
        return server.verifyAddress();
    }

    public InetSocketAddress proxyAddress() {
        return server.proxyAddress();
    }

    public InetSocketAddress adminAddress() {
        return server.adminAddress();
    }

    /** Finishes requests in flight, then stops everything, last started first. */
    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                LOG.warn("stopping a part failed", e);
            }
        }
    }

    /** The facilitators as the file says it at the moment. */
    private Supplier<List<URI>> followSettings(VerifierSettings settings, GateRoutes routes, GateGauges gauges) {
        AtomicReference<List<URI>> facilitators = new AtomicReference<>(settings.facilitators());
        SettingsFile.Source source = new SettingsFile.Source(settings.file(), settings.poll(), settings.facilitators());
        gauges.settings(part(new SettingsFile(source, loaded -> {
            facilitators.set(loaded.facilitators());
            routes.statics(loaded.rules());
        })));
        return facilitators::get;
    }

    private GateServer.Listeners listeners(VerifierSettings settings, GateGauges gauges) {
        Optional<TlsSettings> tls = settings.tls();
        SSLContext context = tls.map(files -> {
                    Certificate certificate = part(files.open(settings.poll()));
                    gauges.certificate(certificate);
                    return certificate.context();
                })
                .orElse(null);
        return new GateServer.Listeners(
                new Door(settings.verify(), tls.filter(TlsSettings::verify).isPresent() ? context : null),
                new Door(settings.proxy(), tls.filter(TlsSettings::proxy).isPresent() ? context : null),
                settings.admin(),
                settings.stop());
    }

    private static SignIn signIn(VerifierSettings settings, Signatures signatures, Nonces nonces, InstantSource clock) {
        SignInCheck check = new SignInCheck(
                signatures::signerOfText,
                nonces,
                host -> ResourceUrl.isLocal(host) || settings.signInHosts().contains(host.toLowerCase(Locale.ROOT)),
                clock);
        return new SignIn(check, new Sessions(SessionKey.read(settings.sessionKeyFile(), new SecureRandom()), clock));
    }

    private GateServer.Proxying proxying(
            VerifierSettings settings, Function<Ref, Target.Lookup> targets, Instruments with) {
        ProxiedSale.Limits limits = settings.proxied().limits();
        HttpUpstream upstream = part(new HttpUpstream());
        HeldBytes memory = new HeldBytes(settings.proxied().memory());
        Withheld withheld = new Withheld(memory, with.clock());
        with.gauges().withheld(withheld);
        return new GateServer.Proxying(
                targets,
                new ProxiedSale(upstream, limits, withheld),
                settings.proxied().maxBody(),
                memory,
                withheld,
                () -> UUID.randomUUID().toString());
    }

    private record Instruments(
            PrometheusMeterRegistry registry, InstantSource clock, GateGauges gauges, SqlLedger ledger) {}

    /** Stopped in this order: flow, facilitator; the ledger after both. */
    private Settlements settlements(
            VerifierSettings settings, Supplier<List<URI>> facilitators, Signatures signatures, Instruments with) {
        FacilitatorClient facilitator = part(new FacilitatorClient(
                settings.calls(),
                facilitators,
                new FacilitatorClient.Environment(
                        with.registry(), with.clock(), (SSLSocketFactory) SSLSocketFactory.getDefault())));
        PayerCheck payers = new PayerCheck(signatures, settings.payers());
        with.gauges().payers(signatures, payers);
        SecureRandom random = new SecureRandom();
        FlowLimits limits = new FlowLimits(
                settings.settleWait(),
                settings.calls().verify(),
                settings.calls().settle(),
                STOP_BEHIND,
                LEDGER_RETRY);
        PaymentFlow flow = part(new PaymentFlow(with.ledger(), facilitator, payers, limits, with.clock(), random));
        return new Settlements(with.ledger(), flow, new BearerToken(settings.adminTokenFile()));
    }

    private <T extends AutoCloseable> T part(T part) {
        parts.push(part);
        return part;
    }
}
