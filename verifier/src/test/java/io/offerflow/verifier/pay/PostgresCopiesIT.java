package io.offerflow.verifier.pay;

import io.offerflow.verifier.ledger.LedgerSettings;
import io.offerflow.verifier.ledger.Postgres;
import io.offerflow.verifier.ledger.SqlLedger;
import org.junit.jupiter.api.extension.RegisterExtension;

class PostgresCopiesIT extends CopiesContract {
    @RegisterExtension
    static final Postgres POSTGRES = new Postgres();

    @Override
    LedgerSettings fresh() {
        return POSTGRES.server().database(10_000);
    }

    @Override
    SqlLedger second(SqlLedger first, LedgerSettings settings) {
        return open(settings);
    }
}
