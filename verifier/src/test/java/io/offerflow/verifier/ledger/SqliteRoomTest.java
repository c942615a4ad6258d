package io.offerflow.verifier.ledger;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteRoomTest extends LedgerRoomContract {
    @TempDir
    Path folder;

    @Override
    LedgerSettings fresh(int capacity) {
        return SqliteFile.in(folder, "", capacity);
    }
}
