package io.offerflow.verifier.ledger;

import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads payments. */
final class Rows {
    private static final String SELECT =
            "SELECT id, network, asset, payer, nonce, state, offer_namespace, offer_name, offer_uid,"
                    + " pay_to, amount, valid_before, tx, delivery, detail, updated_at, digest FROM payment ";
    private static final String BY_ID = SELECT + "WHERE id = ?";
    private static final String BY_KEY = SELECT + "WHERE key_hash = ?";
    /** The index covers what is not settled, and SQLite uses it only where the query says so. */
    private static final String BY_STATE =
            SELECT + "WHERE state = ? AND state <> 'settled' ORDER BY state, updated_at, id LIMIT ?";

    private Rows() {}

    static Optional<PaymentRecord> byId(Connection connection, String id) throws SQLException {
        return select(connection, BY_ID, id).stream().findFirst();
    }

    static Optional<PaymentRecord> byKey(Connection connection, PaymentKey key) throws SQLException {
        return select(connection, BY_KEY, ShortHash.of(key)).stream().findFirst();
    }

    static List<PaymentRecord> byState(Connection connection, State state, int limit) throws SQLException {
        return select(connection, BY_STATE, state.word(), limit);
    }

    private static List<PaymentRecord> select(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            List<PaymentRecord> found = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    found.add(read(row));
                }
            }
            return found;
        }
    }

    private static PaymentRecord read(ResultSet row) throws SQLException {
        return new PaymentRecord(
                row.getString("id"),
                new PaymentKey(
                        row.getString("network"),
                        row.getString("asset"),
                        row.getString("payer"),
                        row.getString("nonce")),
                State.find(row.getString("state")).orElseThrow(),
                new Seller(row.getString("offer_namespace"), row.getString("offer_name"), row.getString("offer_uid")),
                row.getString("pay_to"),
                new BigInteger(row.getString("amount")),
                Instant.ofEpochSecond(row.getLong("valid_before")),
                text(row.getString("tx")),
                row.getString("delivery") != null,
                row.getString("detail"),
                Instant.ofEpochMilli(row.getLong("updated_at")),
                text(row.getString("digest")));
    }

    private static String text(@Nullable String column) {
        return column == null ? "" : column;
    }
}
