package io.offerflow.verifier.proxy;

import io.offerflow.verifier.pay.Fulfilment;
import io.offerflow.verifier.pay.Verdict;
import java.time.Instant;
import java.util.function.Function;

/** Takes payments as a test says. */
record StubTill(String payment, Instant until, Function<Fulfilment, Verdict> taking) implements Till {
    static final Instant FAR = Instant.parse("2100-01-01T00:00:00Z");

    StubTill(Function<Fulfilment, Verdict> taking) {
        this("base/usdc/0xpayer/0x01", FAR, taking);
    }

    @Override
    public String payer() {
        return "0xpayer";
    }

    @Override
    public Verdict take(Fulfilment work) {
        return taking.apply(work);
    }
}
