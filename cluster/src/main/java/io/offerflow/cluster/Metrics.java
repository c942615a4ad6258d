package io.offerflow.cluster;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/** The metric registry of a process: what the JVM does, and an info gauge that says which process and version this is. */
public final class Metrics {
    private Metrics() {}

    /**
     * A registry of its own for each caller, so that several processes can live in one JVM.
     *
     * @param process the label of {@code offerflow_info}, like {@code verifier}
     */
    public static PrometheusMeterRegistry registry(String process) {
        PrometheusMeterRegistry registry = new ProcessRegistry();
        new ClassLoaderMetrics().bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        Gauge.builder("offerflow.info", () -> 1)
                .description("Always 1; the labels say which process and version this is")
                .tag("process", process)
                .tag("version", version())
                .register(registry);
        return registry;
    }

    private static String version() {
        String version = Metrics.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    /** Takes its garbage collection listeners with it; they hang on the JVM, not on the registry. */
    private static final class ProcessRegistry extends PrometheusMeterRegistry {
        private final JvmGcMetrics collections = new JvmGcMetrics();

        ProcessRegistry() {
            super(PrometheusConfig.DEFAULT);
            collections.bindTo(this);
        }

        @Override
        public void close() {
            collections.close();
            super.close();
        }
    }
}
