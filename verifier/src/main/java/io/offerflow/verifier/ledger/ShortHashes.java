package io.offerflow.verifier.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Fills the hashes in for payments that were written before there were any. */
final class ShortHashes {
    private static final int STEP = 1_000;
    private static final String SELECT = "SELECT id, network, asset, payer, nonce, tx, credit, state FROM payment"
            + " WHERE id > ? ORDER BY id LIMIT " + STEP;
    private static final String UPDATE = "UPDATE payment SET key_hash = ?, credit_hash = ? WHERE id = ?";

    private ShortHashes() {}

    static void fill(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(SELECT);
                PreparedStatement update = connection.prepareStatement(UPDATE)) {
            String last = "";
            while (last != null) {
                last = step(select, update, last);
            }
        }
    }

    /** @return the id of the last row it filled; null when there was none left */
    private static @Nullable String step(PreparedStatement select, PreparedStatement update, String after)
            throws SQLException {
        String last = null;
        select.setString(1, after);
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                last = row.getString("id");
                ChangeSql.set(update, key(row), credit(row), last);
                update.addBatch();
            }
        }
        update.executeBatch();
        return last;
    }

    private static String key(ResultSet row) throws SQLException {
        return ShortHash.of(new PaymentKey(
                row.getString("network"), row.getString("asset"), row.getString("payer"), row.getString("nonce")));
    }

    private static @Nullable String credit(ResultSet row) throws SQLException {
        String transaction = row.getString("tx");
        boolean credited = transaction != null && State.SETTLED.word().equals(row.getString("state"));
        return credited ? ShortHash.ofTransfer(transaction, row.getString("credit")) : null;
    }
}
