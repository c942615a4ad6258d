package io.offerflow.verifier.ledger;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;

/** The reservation: one insert that either stands alone for its key or takes over a row that was released. */
final class ReserveSql {
    static final String TEXT =
            "INSERT INTO payment (id, key_hash, network, asset, payer, nonce, state, owner, lease_until,"
                    + " offer_namespace, offer_name, offer_uid, pay_to, amount, valid_before, facilitator, identifier, digest,"
                    + " created_at, updated_at)"
                    + " SELECT ?, ?, ?, ?, ?, ?, 'reserved', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?"
                    + " WHERE NOT EXISTS (SELECT 1 FROM payment i WHERE i.payer = ? AND i.identifier = ?"
                    + " AND i.identifier IS NOT NULL AND i.state <> 'released'"
                    + " AND i.key_hash <> ?)"
                    + " ON CONFLICT (key_hash) DO UPDATE SET id = excluded.id, state = 'reserved',"
                    + " owner = excluded.owner, lease_until = excluded.lease_until, offer_namespace = excluded.offer_namespace,"
                    + " offer_name = excluded.offer_name, offer_uid = excluded.offer_uid, pay_to = excluded.pay_to,"
                    + " amount = excluded.amount, valid_before = excluded.valid_before, facilitator = excluded.facilitator,"
                    + " identifier = excluded.identifier, digest = excluded.digest, created_at = excluded.created_at,"
                    + " updated_at = excluded.updated_at, tx = NULL, detail = ''"
                    + " WHERE payment.state = 'released'";

    private ReserveSql() {}

    /** One attempt; {@code id} is new for each. */
    record Attempt(String id, Intent intent, Duration lease) {}

    /** @param now milliseconds since 1970 */
    static void bind(Attempt attempt, String owner, long now, PreparedStatement statement) throws SQLException {
        Intent intent = attempt.intent();
        PaymentKey key = intent.key();
        Seller seller = intent.seller();
        String name = intent.presented().identifier();
        String hash = ShortHash.of(key);
        ChangeSql.set(
                statement,
                attempt.id(),
                hash,
                key.network(),
                key.asset(),
                key.payer(),
                key.nonce(),
                owner,
                now + attempt.lease().toMillis(),
                seller.namespace(),
                seller.name(),
                seller.uid(),
                intent.payTo(),
                intent.amount().toString(),
                intent.validBefore().getEpochSecond(),
                intent.facilitator().toString(),
                name,
                intent.presented().digest(),
                now,
                now,
                key.payer(),
                name,
                hash);
    }
}
