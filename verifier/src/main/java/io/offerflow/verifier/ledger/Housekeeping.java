package io.offerflow.verifier.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What happens to payments that nobody works on any more. All in small steps, so that payments never wait long for it. */
final class Housekeeping {
    /** Rows of one step. */
    static final int STEP = 500;
    /** Sign-ins that are remembered at the same time; beyond it new ones are refused, so that nobody can fill the disk with them. */
    static final int MAX_SIGN_INS = 1_000_000;
    /** Clocks of gate, facilitator and chain differ; remembered beyond the end by this. */
    private static final Duration SKEW = Duration.ofMinutes(5);
    /** A released payment protects nothing; it is kept only so that a question about it finds an answer. */
    private static final Duration RELEASED_FOR = Duration.ofMinutes(5);

    private static final String RELEASE_LAPSED = "UPDATE payment SET state = 'released', updated_at = ?"
            + " WHERE state <> 'settled' AND state IN ('reserved', 'verified') AND lease_until < ?";
    private static final String QUESTION_LAPSED =
            "UPDATE payment SET state = 'unknown', detail = 'the gate stopped while settling', updated_at = ?"
                    + " WHERE state <> 'settled' AND state = 'settling' AND lease_until < ?";
    private static final String FORGET_RELEASED = "DELETE FROM payment WHERE id IN (SELECT id FROM payment"
            + " WHERE state <> 'settled' AND state = 'released' AND updated_at < ? LIMIT " + STEP + ")";
    private static final String FORGET_ENDED = "DELETE FROM payment WHERE id IN (SELECT id FROM payment"
            + " WHERE state <> 'settled' AND state IN ('used', 'failed', 'expired') AND valid_before < ? LIMIT " + STEP
            + ")";
    private static final String FORGET_SIGN_INS = "DELETE FROM sign_in WHERE (wallet, nonce) IN"
            + " (SELECT wallet, nonce FROM sign_in WHERE until < ? ORDER BY until LIMIT " + STEP + ")";
    private static final String COUNT_SIGN_INS =
            "SELECT COUNT(*) FROM (SELECT 1 FROM sign_in LIMIT " + MAX_SIGN_INS + ") few";
    private static final String COUNT_OPEN = "SELECT COUNT(*) FROM (SELECT 1 FROM payment WHERE state <> 'settled'"
            + " AND state IN ('unknown', 'unresolved') LIMIT " + Integer.MAX_VALUE / 2 + ") few";
    private static final String COUNT =
            "SELECT state, COUNT(*), MIN(updated_at) FROM payment WHERE state <> 'settled' GROUP BY state";

    private Housekeeping() {}

    /** Sizes by state, and since when the oldest unknown one waits: milliseconds since 1970, or null. */
    record Census(Map<State, Long> sizes, @Nullable Long oldestUnknown) {}

    /**
     * Where the settle call had not begun, nothing can have been taken: released. Where it had, only chain or facilitator know: unknown.
     *
     * @param before leases that end before this are lapsed; milliseconds since 1970, as {@code now}
     */
    static int recover(Connection connection, long before, long now) throws SQLException {
        return update(connection, RELEASE_LAPSED, now, before) + update(connection, QUESTION_LAPSED, now, before);
    }

    /** @return rows forgotten, at least {@link #STEP} when there may be more */
    static int forget(Connection connection, long now) throws SQLException {
        return update(connection, FORGET_RELEASED, now - RELEASED_FOR.toMillis())
                + update(connection, FORGET_ENDED, (now - SKEW.toMillis()) / 1_000);
    }

    /** @return as for {@link #forget} */
    static int forgetSignIns(Connection connection, long now) throws SQLException {
        return update(connection, FORGET_SIGN_INS, now - SKEW.toMillis());
    }

    static int countSignIns(Connection connection) throws SQLException {
        return number(connection, COUNT_SIGN_INS);
    }

    /** Payments whose outcome is not known; the ledger's capacity bounds them. */
    static int countOpen(Connection connection) throws SQLException {
        return number(connection, COUNT_OPEN);
    }

    private static int number(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            return row.next() ? row.getInt(1) : 0;
        }
    }

    static Census count(Connection connection) throws SQLException {
        Map<State, Long> sizes = new EnumMap<>(State.class);
        Long oldest = null;
        try (PreparedStatement statement = connection.prepareStatement(COUNT);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                State state = State.find(row.getString(1)).orElseThrow();
                sizes.put(state, row.getLong(2));
                if (state == State.UNKNOWN) {
                    oldest = row.getLong(3);
                }
            }
        }
        return new Census(sizes, oldest);
    }

    private static int update(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            ChangeSql.set(statement, values);
            return statement.executeUpdate();
        }
    }
}
