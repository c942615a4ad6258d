package io.offerflow.verifier.ledger;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** One PostgreSQL for all tests of a run that want it. They are left out, and say so, where the machine has none. */
public final class Postgres implements BeforeAllCallback {
    private @Nullable Running running;

    /** Stopped by JUnit when all tests are over. */
    private record Running(Optional<PostgresServer> server) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            if (server.isPresent()) {
                server.get().close();
            }
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        running = context.getRoot()
                .getStore(ExtensionContext.Namespace.create(Postgres.class))
                .computeIfAbsent(Running.class, first -> new Running(PostgresServer.find()), Running.class);
        Assumptions.assumeTrue(running.server().isPresent(), "skipped: PostgreSQL's programs are not on this machine");
    }

    public PostgresServer server() {
        return Optional.ofNullable(running).flatMap(Running::server).orElseThrow();
    }
}
