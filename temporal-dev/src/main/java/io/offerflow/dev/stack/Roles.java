package io.offerflow.dev.stack;

import io.offerflow.dev.temporal.TemporalBackend;
import java.time.InstantSource;

/** The three processes of the product: verifier, worker, watcher. */
public interface Roles extends AutoCloseable {

    /** {@code in process} or {@code processes}. */
    String kind();

    /** Where the gateway asks the verifier. */
    String verifyAddress();

    @Override
    void close();

    /** In this JVM where Temporal is in process too, otherwise on their own. */
    static Roles start(DevOptions options, Environment environment, TemporalBackend temporal, InstantSource clock) {
        return temporal.address().isEmpty()
                ? InProcessRoles.start(environment, temporal, clock)
                : ProcessRoles.start(options, environment);
    }
}
