package io.offerflow.verifier.pay;

import io.offerflow.verifier.ledger.LedgerSettings;
import io.offerflow.verifier.ledger.SqlLedger;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteCopiesTest extends CopiesContract {
    @TempDir
    Path folder;

    @Override
    LedgerSettings fresh() {
        return new LedgerSettings("jdbc:sqlite:" + folder.resolve("ledger.db"), "", null, 10_000);
    }

    @Override
    SqlLedger second(SqlLedger first, LedgerSettings settings) {
        return first;
    }
}
