package io.offerflow.verifier.ledger;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The statement of each change. The state it comes from is part of the statement, so that a step applies once and in order whoever tries,
 * on whichever replica.
 */
final class ChangeSql {
    private static final String VERIFIED =
            "UPDATE payment SET state = 'verified', updated_at = ? WHERE id = ? AND state = 'reserved'";
    private static final String SETTLING =
            "UPDATE payment SET state = 'settling', facilitator = ?, settle_order = ?, lease_until = ?,"
                    + " updated_at = ? WHERE id = ? AND state IN ('reserved', 'verified')";
    private static final String SETTLED =
            "UPDATE payment SET state = 'settled', tx = ?, credit = ?, credit_hash = ?, delivery = ?,"
                    + " settle_order = NULL, settled_at = ?, updated_at = ?"
                    + " WHERE id = ? AND state IN ('settling', 'unknown', 'unresolved')"
                    + " AND NOT EXISTS (SELECT 1 FROM payment o WHERE o.credit_hash = ?"
                    + " AND o.network = payment.network)";
    private static final String RELEASED = "UPDATE payment SET state = 'released', settle_order = NULL, updated_at = ?"
            + " WHERE id = ? AND state IN ('reserved', 'verified', 'settling')";
    private static final String USED =
            "UPDATE payment SET state = 'used', updated_at = ? WHERE id = ? AND state IN ('reserved', 'verified')";
    private static final String UNKNOWN = "UPDATE payment SET state = 'unknown', tx = ?, detail = ?, updated_at = ?"
            + " WHERE id = ? AND state = 'settling'";
    private static final String DELIVERED =
            "UPDATE payment SET delivery = ?, updated_at = ? WHERE id = ? AND state = 'settled' AND delivery IS NULL";
    private static final String UNDELIVERED =
            "UPDATE payment SET delivery = NULL, updated_at = ? WHERE id = ? AND state = 'settled' AND delivery = ?";
    /** The order stays with an unresolved one: an operator may still have it sent again. */
    private static final String RESOLVED = "UPDATE payment SET state = ?, detail = ?,"
            + " settle_order = CASE WHEN ? = 'unresolved' THEN settle_order ELSE NULL END, updated_at = ?"
            + " WHERE id = ? AND state IN ('unknown', 'unresolved')";

    private ChangeSql() {}

    static String text(Change change) {
        return switch (change) {
            case Change.Verified c -> VERIFIED;
            case Change.Settling c -> SETTLING;
            case Change.Settled c -> SETTLED;
            case Change.Released c -> RELEASED;
            case Change.Used c -> USED;
            case Change.Unknown c -> UNKNOWN;
            case Change.Delivered c -> DELIVERED;
            case Change.Undelivered c -> UNDELIVERED;
            case Change.Resolved c -> RESOLVED;
        };
    }

    /** @param now milliseconds since 1970 */
    static void bind(Change change, long now, PreparedStatement statement) throws SQLException {
        switch (change) {
            case Change.Settling c ->
                set(
                        statement,
                        c.order().facilitator().toString(),
                        c.order().body(),
                        now + c.lease().toMillis(),
                        now,
                        c.id());
            case Change.Settled c -> {
                String tx = transaction(c.transaction());
                String hash = tx == null ? null : ShortHash.ofTransfer(tx, c.credit());
                set(statement, tx, c.credit(), hash, c.delivery(), now, now, c.id(), hash);
            }
            case Change.Unknown c -> set(statement, transaction(c.transaction()), c.detail(), now, c.id());
            case Change.Resolved c -> {
                String state = c.state().word();
                set(statement, state, c.detail(), state, now, c.id());
            }
            case Change.Verified c -> set(statement, now, c.id());
            case Change.Released c -> set(statement, now, c.id());
            case Change.Used c -> set(statement, now, c.id());
            case Change.Delivered c -> set(statement, c.delivery(), now, c.id());
            case Change.Undelivered c -> set(statement, now, c.id(), c.delivery());
        }
    }

    /** Texts, longs and ints; null is a text that is not there. */
    static void set(PreparedStatement statement, @Nullable Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            switch (values[i]) {
                case null -> statement.setString(i + 1, null);
                case String text -> statement.setString(i + 1, text);
                case Long number -> statement.setLong(i + 1, number);
                case Integer number -> statement.setInt(i + 1, number);
                default -> throw new IllegalArgumentException("no column holds " + values[i]);
            }
        }
    }

    /** Hashes are the same in either case, and must be the same to a unique index. */
    private static @Nullable String transaction(String sent) {
        if (sent.isEmpty()) {
            return null;
        }
        return sent.startsWith("0x") ? sent.toLowerCase(Locale.ROOT) : sent;
    }
}
