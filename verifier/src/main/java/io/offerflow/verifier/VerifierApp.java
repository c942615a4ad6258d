package io.offerflow.verifier;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.offerflow.cluster.Metrics;
import io.offerflow.verifier.config.SettingsFile;
import io.offerflow.verifier.http.GateMetrics;
import io.offerflow.verifier.http.GateServer;
import io.offerflow.verifier.pay.FacilitatorClient;
import io.offerflow.verifier.pay.MemoryLedger;
import io.offerflow.verifier.pay.PaymentFlow;
import io.offerflow.verifier.pay.PaymentLedger;
import io.offerflow.verifier.route.GateRoutes;
import io.offerflow.verifier.route.OfferBook;
import io.offerflow.verifier.route.OfferInformer;
import io.offerflow.verifier.route.OfferSnapshots;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running verifier. Starting wires everything and returns at once; it is ready when settings and offers are loaded. */
public final class VerifierApp implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(VerifierApp.class);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final GateServer server;

    /**
     * Starts with the offers of a cluster.
     *
     * @param client stays the caller's; it must outlive the app
     */
    public static VerifierApp start(VerifierSettings settings, KubernetesClient client, InstantSource clock) {
        return start(settings, book -> OfferInformer.start(client, book), clock);
    }

    /** Starts with offers from anywhere: {@code source} gets the book and keeps it filled until it is closed. */
    public static VerifierApp start(
            VerifierSettings settings, Function<OfferBook, ? extends AutoCloseable> source, InstantSource clock) {
        return new VerifierApp(settings, source, clock);
    }

    private VerifierApp(
            VerifierSettings settings, Function<OfferBook, ? extends AutoCloseable> source, InstantSource clock) {
        PrometheusMeterRegistry registry = Metrics.registry("verifier");
        parts.push(registry::close);
        try {
            GateMetrics metrics = new GateMetrics(registry, clock);
            GateRoutes routes = new GateRoutes(metrics::forget);
            GateGauges gauges = new GateGauges(registry);
            gauges.routes(routes, clock);
            Supplier<URI> facilitatorUrl = followSettings(settings, routes, gauges);
            PaymentFlow flow = paymentFlow(settings, registry, clock, gauges);
            OfferBook book = part(new OfferBook(clock, routes::offers));
            if (part(source.apply(book)) instanceof OfferInformer informer) {
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
                    new GateServer.Listeners(settings.verify(), settings.admin(), settings.stopGrace()),
                    new GateServer.Gate(routes, flow, facilitatorUrl, metrics, registry, clock)));
        } catch (RuntimeException failed) {
            close();
            throw failed;
        }
        LOG.info("verifier listens on {} and {} (admin)", verifyAddress(), adminAddress());
    }

    public InetSocketAddress verifyAddress() {
        return server.verifyAddress();
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

    /** The facilitator's address as the file says it at the moment. */
    private Supplier<URI> followSettings(VerifierSettings settings, GateRoutes routes, GateGauges gauges) {
        AtomicReference<URI> facilitator = new AtomicReference<>(settings.facilitator());
        SettingsFile.Source source = new SettingsFile.Source(settings.file(), settings.poll(), settings.facilitator());
        gauges.settings(part(new SettingsFile(source, loaded -> {
            facilitator.set(loaded.facilitator());
            routes.statics(loaded.rules());
        })));
        return facilitator::get;
    }

    private PaymentFlow paymentFlow(
            VerifierSettings settings, PrometheusMeterRegistry registry, InstantSource clock, GateGauges gauges) {
        FacilitatorClient facilitator = part(new FacilitatorClient(
                new FacilitatorClient.Timeouts(settings.verifyTimeout(), settings.settleTimeout()), registry));
        PaymentLedger ledger = new MemoryLedger(clock, settings.ledgerCapacity());
        gauges.ledger(ledger);
        return new PaymentFlow(ledger, facilitator, clock);
    }

    private <T extends AutoCloseable> T part(T part) {
        parts.push(part);
        return part;
    }
}
