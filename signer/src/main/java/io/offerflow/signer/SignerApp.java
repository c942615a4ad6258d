package io.offerflow.signer;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.offerflow.cluster.Metrics;
import io.offerflow.cluster.OpsServer;
import io.offerflow.signer.desk.AuditLog;
import io.offerflow.signer.desk.SigningDesk;
import io.offerflow.signer.http.SignerServer;
import io.offerflow.signer.key.KeyLoadException;
import io.offerflow.signer.key.KeyRing;
import io.offerflow.signer.policy.DailyTotals;
import io.offerflow.signer.policy.Policy;
import io.offerflow.signer.policy.PolicyCheck;
import io.offerflow.signer.policy.RateLimit;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running signer. */
public final class SignerApp implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SignerApp.class);

    private final Parts parts;
    private final SignerServer server;
    private final OpsServer ops;

    private SignerApp(Parts parts, SignerServer server, OpsServer ops) {
        this.parts = parts;
        this.server = server;
        this.ops = ops;
    }

    /** What was opened, in this order, to be closed in the other. */
    private static final class Parts implements AutoCloseable {
        private final Deque<AutoCloseable> open = new ArrayDeque<>();

        <T extends AutoCloseable> T opened(T part) {
            open.push(part);
            return part;
        }

        @Override
        public void close() {
            while (!open.isEmpty()) {
                try {
                    open.pop().close();
                } catch (Exception failed) {
                    LOG.warn("closing failed: {}", failed.toString());
                }
            }
        }
    }

    /**
     * Loads the keys, then listens.
     *
     * @throws KeyLoadException when a key cannot be loaded
     * @throws IOException when an address cannot be bound or a directory not be written to
     */
    public static SignerApp start(SignerSettings settings, InstantSource clock) throws IOException, KeyLoadException {
        warn(settings);
        Parts parts = new Parts();
        try {
            return start(settings, clock, parts);
        } catch (IOException | KeyLoadException | RuntimeException failed) {
            parts.close();
            throw failed;
        }
    }

    private static SignerApp start(SignerSettings settings, InstantSource clock, Parts parts)
            throws IOException, KeyLoadException {
        PrometheusMeterRegistry metrics = Metrics.registry("signer");
        parts.opened(metrics::close);
        Optional<DailyTotals> totals = Optional.empty();
        if (settings.state().isPresent()) {
            totals = Optional.of(parts.opened(DailyTotals.open(settings.state().get(), clock)));
        }
        AuditLog audit = parts.opened(new AuditLog(settings.audit(), clock));
        audit.check();
        KeyRing keys = parts.opened(new KeyRing(settings.keys()));
        int count = keys.reload();
        Gauge.builder("offerflow.signer.keys", () -> keys.addresses().size())
                .description("Keys that are loaded")
                .register(metrics);
        Policy policy = settings.policy();
        RateLimit rate = new RateLimit(policy.requestsPerMinute(), clock);
        SigningDesk desk =
                new SigningDesk(new SigningDesk.Parts(keys, new PolicyCheck(policy), totals, rate, audit, metrics));
        OpsServer ops = parts.opened(OpsServer.start(settings.ops(), () -> notReady(keys), metrics));
        SignerServer server = parts.opened(new SignerServer(settings.door(), desk, () -> notReady(keys), metrics));
        LOG.info("signing with {} keys at {}, health and metrics at {}", count, server.address(), ops.address());
        return new SignerApp(parts, server, ops);
    }

    /** Where it signs, with the port that the system chose for port 0. */
    public InetSocketAddress address() {
        return server.address();
    }

    public InetSocketAddress opsAddress() {
        return ops.address();
    }

    /** Waits for requests in flight, then wipes the keys. */
    @Override
    public void close() {
        parts.close();
    }

    private static Optional<String> notReady(KeyRing keys) {
        return keys.addresses().isEmpty() ? Optional.of("no key is loaded") : Optional.empty();
    }

    private static void warn(SignerSettings settings) {
        if (settings.policy().equals(Policy.CLOSED)) {
            LOG.warn("nothing will be signed: {} is not set, or allows nothing", SignerSettings.POLICY_FILE);
        }
        if (settings.policy().rawHash()) {
            LOG.warn("the policy allows bare hashes, which go around all its limits");
        }
        if (settings.door().token().isEmpty()) {
            LOG.warn("everybody on this machine may sign: {} is true", SignerSettings.OPEN_ON_LOOPBACK);
        }
    }
}
