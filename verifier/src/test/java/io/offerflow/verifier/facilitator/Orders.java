package io.offerflow.verifier.facilitator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offerflow.api.chain.Chain;
import io.offerflow.api.chain.Chains;
import io.offerflow.api.route.Requirement;
import io.offerflow.verifier.Payments;
import io.offerflow.verifier.pay.Facilitator.Order;
import io.offerflow.verifier.route.Terms;
import io.offerflow.verifier.x402.PaymentReader;
import io.offerflow.verifier.x402.Reading;
import java.math.BigInteger;
import java.net.URI;
import java.util.List;
import java.util.TreeMap;

/** Good orders for a facilitator. */
final class Orders {
    private Orders() {}

    static Order at(URI facilitator) {
        return of(Payments.v2(), facilitator);
    }

    static Order of(ObjectNode payment, URI facilitator) {
        Chain chain = Chains.find("base-sepolia").orElseThrow();
        Requirement requirement = new Requirement(
                chain,
                chain.usdc(),
                BigInteger.valueOf(1000),
                "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC",
                300,
                new TreeMap<>());
        Terms terms = new Terms("/x", "x", List.of(requirement), true, false);
        Reading.Read read = (Reading.Read) PaymentReader.read(Payments.header(payment));
        return new Order(facilitator, read.payment(), requirement, terms, "https://shop.example/x");
    }
}
