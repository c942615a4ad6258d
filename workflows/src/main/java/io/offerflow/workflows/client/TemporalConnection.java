package io.offerflow.workflows.client;

import com.uber.m3.tally.RootScopeBuilder;
import com.uber.m3.tally.Scope;
import com.uber.m3.tally.ScopeCloseException;
import io.micrometer.core.instrument.MeterRegistry;
import io.offerflow.workflows.Payloads;
import io.offerflow.workflows.TemporalSettings;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.common.reporter.MicrometerClientStatsReporter;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection to one Temporal namespace. Made without any call; the server may come later. Safe for many threads. */
public final class TemporalConnection implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TemporalConnection.class);
    private static final com.uber.m3.util.Duration METRICS_EVERY = com.uber.m3.util.Duration.ofSeconds(5);
    private static final long FIRST_WAIT_MILLIS = 200;
    private static final long LONGEST_WAIT_MILLIS = 2_000;
    private static final long CLOSING_SECONDS = 5;

    private final WorkflowServiceStubs stubs;
    private final WorkflowClient client;
    private final TemporalNamespace namespace;
    private final @Nullable Scope ownScope;

    private TemporalConnection(WorkflowServiceStubs stubs, String namespace, @Nullable Scope ownScope) {
        this.stubs = stubs;
        this.client = WorkflowClient.newInstance(
                stubs,
                WorkflowClientOptions.newBuilder()
                        .setNamespace(namespace)
                        .setDataConverter(Payloads.converter())
                        .build());
        this.namespace = new TemporalNamespace(stubs, namespace);
        this.ownScope = ownScope;
    }

    /** Over the network; the SDK's metrics go to {@code metrics} as {@code temporal_...}. */
    public static TemporalConnection open(TemporalSettings settings, MeterRegistry metrics) {
        Scope scope = new RootScopeBuilder()
                .reporter(new MicrometerClientStatsReporter(metrics))
                .reportEvery(METRICS_EVERY);
        WorkflowServiceStubsOptions.Builder options = WorkflowServiceStubsOptions.newBuilder()
                .setTarget(settings.address())
                .setEnableHttps(settings.tls())
                // A server that restarts is found again within seconds.
                .setGrpcReconnectFrequency(Duration.ofMinutes(1))
                .setMetricsScope(scope);
        String apiKey = settings.apiKey();
        if (apiKey != null) {
            options.addApiKey(() -> apiKey);
        }
        return new TemporalConnection(
                WorkflowServiceStubs.newServiceStubs(options.build()), settings.namespace(), scope);
    }

    /** Over stubs of the caller's, such as an in-process server's; closing the connection leaves them open. */
    public static TemporalConnection over(WorkflowServiceStubs stubs, String namespace) {
        return new TemporalConnection(stubs, namespace, null);
    }

    public WorkflowClient client() {
        return client;
    }

    /** Empty when the namespace can be used now, otherwise a sentence. Answers within 2 s. */
    public Optional<String> trouble() {
        return namespace.trouble();
    }

    /**
     * Blocks until the namespace can be used, however long that takes, and creates it when it is missing and that is permitted. What it
     * waits for is logged when it changes.
     */
    public void awaitUsable() throws InterruptedException {
        String told = "";
        long wait = FIRST_WAIT_MILLIS;
        for (Optional<String> trouble = namespace.ensure(); trouble.isPresent(); trouble = namespace.ensure()) {
            if (!trouble.get().equals(told)) {
                told = trouble.get();
                LOG.info("waiting for Temporal at {}: {}", stubs.getOptions().getTarget(), told);
            }
            TimeUnit.MILLISECONDS.sleep(wait);
            wait = Math.min(wait * 2, LONGEST_WAIT_MILLIS);
        }
    }

    /**
     * Makes our search attributes known to the namespace.
     *
     * @return false when they are not and may not be; everything works without them, only searching does not
     */
    public boolean registerSearchAttributes() {
        return new SearchAttributeRegistration(stubs, client.getOptions().getNamespace()).register();
    }

    @Override
    public void close() {
        if (ownScope == null) {
            return;
        }
        stubs.shutdownNow();
        stubs.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS);
        try {
            ownScope.close();
        } catch (ScopeCloseException e) {
            LOG.debug("the last metrics were lost", e);
        }
    }
}
