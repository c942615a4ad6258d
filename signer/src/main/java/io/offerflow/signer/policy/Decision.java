package io.offerflow.signer.policy;

import java.math.BigInteger;
import java.util.List;

/** What a policy says to a request. */
public sealed interface Decision {

    /** @param charges to be held against the totals of the day before anything is signed */
    record Allowed(List<Charge> charges) implements Decision {}

    /** @param sentence for the caller; it repeats public parts of the request only */
    record Refused(Reason reason, String sentence) implements Decision {}

    /** @param perDay what all spends of the same key, chain and asset may come to in a UTC day */
    record Charge(Spend spend, BigInteger perDay) {}

    /** Why not. */
    enum Reason {
        CHAIN_NOT_ALLOWED,
        CONTRACT_NOT_ALLOWED,
        FUNCTION_NOT_ALLOWED,
        DOMAIN_NOT_ALLOWED,
        TYPE_NOT_ALLOWED,
        ASSET_NOT_ALLOWED,
        RECIPIENT_NOT_ALLOWED,
        AMOUNT_UNKNOWN,
        ABOVE_TRANSACTION_LIMIT,
        ABOVE_DAILY_LIMIT,
        MESSAGES_NOT_ALLOWED,
        HASH_NOT_ALLOWED
    }
}
