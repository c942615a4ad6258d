package io.offerflow.verifier.ledger;

import org.junit.jupiter.api.extension.RegisterExtension;

class PostgresStepsIT extends LedgerStepsContract {
    @RegisterExtension
    static final Postgres POSTGRES = new Postgres();

    @Override
    LedgerSettings fresh(int capacity) {
        return POSTGRES.server().database(capacity);
    }
}
