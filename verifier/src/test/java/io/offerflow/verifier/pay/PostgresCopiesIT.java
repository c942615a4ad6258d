package io.offerflow.verifier.pay;

import io.offerflow.verifier.ledger.LedgerSettings;
import io.offerflow.verifier.ledger.PostgresServer;
import io.offerflow.verifier.ledger.SqlLedger;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;

class PostgresCopiesIT extends CopiesContract {
    private static Optional<PostgresServer> server = Optional.empty();

    @BeforeAll
    static void start() {
        server = PostgresServer.find();
        Assumptions.assumeTrue(server.isPresent(), "skipped: PostgreSQL's programs are not on this machine");
    }

    @AfterAll
    static void stop() throws IOException {
        if (server.isPresent()) {
            server.get().close();
        }
    }

    @Override
    LedgerSettings fresh() {
        return server.orElseThrow().database(10_000);
    }

    @Override
    SqlLedger second(SqlLedger first, LedgerSettings settings) {
        return open(settings);
    }
}
