package io.offerflow.activities.chain;

import io.offerflow.api.settlement.OpenSettlement;
import java.util.List;
import java.util.Optional;

/**
 * Whether a transaction's logs show that an authorization paid the seller. One transaction may use many authorizations: each must have a
 * transfer of its own, so that no transfer pays twice.
 */
final class Proof {
    private Proof() {}

    /**
     * What to credit, empty text where the transaction has no other use; nothing where the transfer is missing.
     *
     * @param logs those of the whole transaction, in order
     */
    static Optional<String> credit(OpenSettlement open, List<TokenLog> logs) {
        OpenSettlement.Key key = open.key();
        List<TokenLog> ofToken =
                logs.stream().filter(log -> log.address().equals(key.asset())).toList();
        List<TokenLog> uses =
                ofToken.stream().filter(log -> log.isUseBy(key.payer())).toList();
        long transfers = ofToken.stream()
                .filter(log -> log.moves(key.payer(), open.payTo(), open.value()))
                .count();
        Optional<TokenLog> ours =
                uses.stream().filter(log -> log.uses(key.payer(), key.nonce())).findFirst();
        return ours.filter(use -> transfers >= uses.size() || follows(use, open, ofToken))
                .map(use -> alone(ofToken) ? "" : "log:" + use.index());
    }

    private static boolean alone(List<TokenLog> ofToken) {
        return ofToken.stream().filter(TokenLog::isUse).count() == 1;
    }

    /** USDC writes the use, then its transfer. Where there are fewer transfers than uses, only this order tells whose they are. */
    private static boolean follows(TokenLog use, OpenSettlement open, List<TokenLog> ofToken) {
        return ofToken.stream()
                .filter(log -> log.index() > use.index())
                .takeWhile(log -> !log.isUse())
                .anyMatch(log -> log.moves(open.key().payer(), open.payTo(), open.value()));
    }
}
