package io.offerflow.verifier.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.verifier.signin.Nonces.Use;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PostgresSignInIT extends SignInContract {
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
        return server.orElseThrow().database(1_000);
    }

    @Override
    SqlLedger second() {
        return open(database);
    }

    @Test
    void aLostServerSignsNobodyInUntilItIsBack() {
        use(ledger, "nonce0001");
        server.orElseThrow().stop();
        try {
            assertThat(use(ledger, "nonce0002")).isEqualTo(Use.REFUSED);
        } finally {
            server.orElseThrow().start();
        }
        assertThat(use(ledger, "nonce0001")).isEqualTo(Use.AGAIN);
        assertThat(use(ledger, "nonce0002")).isEqualTo(Use.FIRST);
    }
}
