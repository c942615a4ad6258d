package io.offerflow.flows.money;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/** The ledger as anybody reads it who may read its file. */
final class LedgerFile {
    private static final String ALL =
            "SELECT nonce, state, delivery IS NOT NULL, tx, payer, pay_to, amount FROM payment";

    private static final String UNDER_WAY =
            "SELECT COUNT(*) FROM payment WHERE state <> 'settled' AND state IN ('reserved', 'verified', 'settling')";

    private LedgerFile() {}

    /** Payments that somebody works on. */
    static int underWay(Path file) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(UNDER_WAY)) {
            row.next();
            return row.getInt(1);
        }
    }

    /** @param transaction empty where there is none */
    record Row(String state, boolean delivered, String transaction, String payer, String payTo, String amount) {}

    /** By nonce. */
    static Map<String, Row> read(Path file) throws SQLException {
        Map<String, Row> rows = new HashMap<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(ALL)) {
            while (row.next()) {
                String transaction = row.getString(4);
                rows.put(
                        row.getString(1),
                        new Row(
                                row.getString(2),
                                row.getBoolean(3),
                                transaction == null ? "" : transaction,
                                row.getString(5),
                                row.getString(6),
                                row.getString(7)));
            }
        }
        return rows;
    }
}
