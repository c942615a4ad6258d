package io.offerflow.verifier.http;

import io.offerflow.api.route.Requirement;
import io.offerflow.verifier.pay.Claim;
import io.offerflow.verifier.pay.Examined;
import io.offerflow.verifier.pay.PaymentFlow.Examination;
import io.offerflow.verifier.route.PriceGrace;
import io.offerflow.verifier.route.Terms;
import io.offerflow.verifier.x402.Authorization;
import io.offerflow.verifier.x402.PaymentReader;
import io.offerflow.verifier.x402.Reading;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/** A payment over the amount that was asked for until a moment ago; each buyer has one such purchase. */
final class FormerPrice {

    /** One payment for one address, held against these terms. */
    record Purchase(String header, Terms terms, String url) {}

    private FormerPrice() {}

    /** @param examine the same local checks that a payment at today's price passes */
    static Optional<Examined> find(Purchase purchase, Instant now, Function<Purchase, Examination> examine) {
        for (Requirement former : purchase.terms().grace().at(now)) {
            Terms then = purchase.terms().asking(former);
            if (examine.apply(new Purchase(purchase.header(), then, purchase.url()))
                    instanceof Examination.Proceed go) {
                return authorization(purchase.header())
                        .filter(a -> purchase.terms().grace().has(a.from(), a.nonce()))
                        .map(a -> go.payment().claiming(claim(purchase.terms().grace(), a)));
            }
        }
        return Optional.empty();
    }

    private static Claim claim(PriceGrace grace, Authorization authorization) {
        return new Claim() {
            @Override
            public boolean take() {
                return grace.take(authorization.from(), authorization.nonce());
            }

            @Override
            public void giveBack() {
                grace.giveBack(authorization.from(), authorization.nonce());
            }
        };
    }

    private static Optional<Authorization> authorization(String header) {
        return PaymentReader.read(header) instanceof Reading.Read read
                ? read.payment().authorization()
                : Optional.empty();
    }
}
