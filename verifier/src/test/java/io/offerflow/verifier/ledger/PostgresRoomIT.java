package io.offerflow.verifier.ledger;

import org.junit.jupiter.api.extension.RegisterExtension;

class PostgresRoomIT extends LedgerRoomContract {
    @RegisterExtension
    static final Postgres POSTGRES = new Postgres();

    @Override
    LedgerSettings fresh(int capacity) {
        return POSTGRES.server().database(capacity);
    }
}
