package io.offerflow.verifier.http;

import io.offerflow.api.route.Requirement;
import io.offerflow.verifier.pay.Examined;
import io.offerflow.verifier.pay.PaymentFlow.Examination;
import io.offerflow.verifier.pay.Verdict;
import io.offerflow.verifier.route.Terms;
import io.offerflow.verifier.x402.Authorization;
import io.offerflow.verifier.x402.PaymentReader;
import io.offerflow.verifier.x402.Reading;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/** A payment over the amount that was asked for until a moment ago. The buyer's one such purchase is claimed before money moves. */
record FormerPrice(Examined payment, Terms terms, Authorization authorization) {

    /** One payment for one address, held against these terms. */
    record Purchase(String header, Terms terms, String url) {}

    /** @param examine the same local checks that a payment at today's price passes */
    static Optional<FormerPrice> find(Purchase purchase, Instant now, Function<Purchase, Examination> examine) {
        for (Requirement former : purchase.terms.grace().at(now)) {
            Terms then = purchase.terms.asking(former);
            if (examine.apply(new Purchase(purchase.header, then, purchase.url)) instanceof Examination.Proceed go) {
                return authorization(purchase.header)
                        .filter(a -> purchase.terms.grace().take(a.from(), a.nonce()))
                        .map(a -> new FormerPrice(go.payment(), purchase.terms, a));
            }
        }
        return Optional.empty();
    }

    /** Gives the chance back when the buyer may pay anew. */
    void ended(Verdict verdict) {
        if (verdict instanceof Verdict.Denied denied && denied.problem().retriable()) {
            terms.grace().giveBack(authorization.from(), authorization.nonce());
        }
    }

    private static Optional<Authorization> authorization(String header) {
        return PaymentReader.read(header) instanceof Reading.Read read
                ? read.payment().authorization()
                : Optional.empty();
    }
}
