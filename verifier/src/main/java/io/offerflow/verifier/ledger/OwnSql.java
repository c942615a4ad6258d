package io.offerflow.verifier.ledger;

import io.offerflow.verifier.ledger.Reservations.Kept;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Rows of a process that has its database, which is SQLite, for itself. */
final class OwnSql {
    /** What was released does not stand in the way. */
    static final String KEY_STANDS = "SELECT 1 FROM payment WHERE key_hash = ? AND state <> 'released'";

    static final String NAME_STANDS = "SELECT 1 FROM payment WHERE payer = ? AND identifier = ?"
            + " AND identifier IS NOT NULL AND state <> 'released'";

    /** A row that a commit left without saying so stays as it is. */
    static final String INSERT =
            "INSERT INTO payment (id, key_hash, network, asset, payer, nonce, state, owner, lease_until,"
                    + " offer_namespace, offer_name, offer_uid, pay_to, amount, valid_before, facilitator, identifier, digest,"
                    + " settle_order, created_at, updated_at)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                    + " ON CONFLICT (id) DO NOTHING"
                    + " ON CONFLICT (key_hash) DO UPDATE SET id = excluded.id, state = excluded.state,"
                    + " owner = excluded.owner, lease_until = excluded.lease_until, offer_namespace = excluded.offer_namespace,"
                    + " offer_name = excluded.offer_name, offer_uid = excluded.offer_uid, pay_to = excluded.pay_to,"
                    + " amount = excluded.amount, valid_before = excluded.valid_before, facilitator = excluded.facilitator,"
                    + " identifier = excluded.identifier, digest = excluded.digest, settle_order = excluded.settle_order,"
                    + " created_at = excluded.created_at, updated_at = excluded.updated_at, tx = NULL, detail = ''"
                    + " WHERE payment.state = 'released'";

    private OwnSql() {}

    /**
     * @param change into SETTLING, RELEASED or USED
     * @param now milliseconds since 1970
     */
    static void bind(Kept kept, Change change, String owner, long now, PreparedStatement statement)
            throws SQLException {
        Intent intent = kept.attempt().intent();
        PaymentKey key = intent.key();
        Seller seller = intent.seller();
        Change.Settling settling = change instanceof Change.Settling order ? order : null;
        ChangeSql.set(
                statement,
                kept.attempt().id(),
                ShortHash.of(key),
                key.network(),
                key.asset(),
                key.payer(),
                key.nonce(),
                state(change).word(),
                owner,
                settling == null ? kept.until() : now + settling.lease().toMillis(),
                seller.namespace(),
                seller.name(),
                seller.uid(),
                intent.payTo(),
                intent.amount().toString(),
                intent.validBefore().getEpochSecond(),
                (settling == null ? intent.facilitator() : settling.order().facilitator()).toString(),
                intent.presented().identifier(),
                intent.presented().digest(),
                settling == null ? null : settling.order().body(),
                kept.createdAt(),
                now);
    }

    private static State state(Change change) {
        return switch (change) {
            case Change.Settling c -> State.SETTLING;
            case Change.Released c -> State.RELEASED;
            case Change.Used c -> State.USED;
            default -> throw new IllegalArgumentException("no row begins with " + change);
        };
    }

    /** Writes down that leases have ended; on the ledger's thread. Returns how many. */
    static int lapse(Connection connection, Reservations memory, String owner, long now) throws SQLException {
        int lapsed = 0;
        for (Kept kept : memory.lapsed(now)) {
            try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
                bind(kept, new Change.Released(kept.attempt().id()), owner, now, statement);
                lapsed += statement.executeUpdate();
            }
            memory.remove(kept);
        }
        return lapsed;
    }
}
