package io.offerflow.verifier.ledger;

import org.junit.jupiter.api.extension.RegisterExtension;

class PostgresKeysIT extends LedgerKeysContract {
    @RegisterExtension
    static final Postgres POSTGRES = new Postgres();

    @Override
    LedgerSettings fresh(int capacity) {
        return POSTGRES.server().database(capacity);
    }

    @Override
    SqlLedger second() {
        return open(database);
    }
}
