package io.offerflow.dev.activities;

import io.micrometer.core.instrument.MeterRegistry;
import io.offerflow.dev.process.FreePorts;
import io.offerflow.dev.temporal.EmbeddedTemporal;
import io.offerflow.dev.temporal.RealTemporal;
import io.offerflow.dev.temporal.TemporalBackend;
import io.offerflow.workflows.TemporalSettings;
import io.offerflow.workflows.client.TemporalConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;

/** The Temporal servers on which a worker must behave the same. */
enum TemporalServerKind {
    EMBEDDED {
        @Override
        Optional<String> absence() {
            return Optional.empty();
        }

        @Override
        TemporalBackend start() {
            return EmbeddedTemporal.start();
        }

        @Override
        TemporalConnection connect(TemporalBackend server, String namespace, MeterRegistry metrics) {
            return TemporalConnection.over(server.stubs(), namespace);
        }
    },
    REAL {
        @Override
        Optional<String> absence() {
            return RealTemporal.binary().isPresent()
                    ? Optional.empty()
                    : Optional.of("no temporal program on PATH or in KUBEBUILDER_ASSETS");
        }

        @Override
        TemporalBackend start() {
            try {
                List<Integer> ports = FreePorts.take(2);
                return RealTemporal.start(
                        RealTemporal.binary().orElseThrow(),
                        Files.createTempDirectory("temporal"),
                        ports.get(0),
                        ports.get(1));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        TemporalConnection connect(TemporalBackend server, String namespace, MeterRegistry metrics) {
            return TemporalConnection.open(
                    new TemporalSettings(server.address().orElseThrow(), namespace, false, null), metrics);
        }
    };

    /** Why it cannot be started here; empty when it can. */
    abstract Optional<String> absence();

    abstract TemporalBackend start();

    abstract TemporalConnection connect(TemporalBackend server, String namespace, MeterRegistry metrics);
}
