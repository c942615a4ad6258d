package io.offerflow.verifier.http;

import io.offerflow.verifier.http.BodyIntake.Body;
import io.offerflow.verifier.http.Checkout.Sale;
import io.offerflow.verifier.http.GateServer.Proxying;
import io.offerflow.verifier.pay.Examined;
import io.offerflow.verifier.pay.PaymentFlow.Foresight;
import io.offerflow.verifier.pay.Verdict;
import io.offerflow.verifier.proxy.HeldBytes;
import io.offerflow.verifier.proxy.Till;
import io.offerflow.verifier.x402.Problem;
import io.undertow.server.HttpServerExchange;
import java.util.function.BiConsumer;

/**
 * Reads the bodies of requests that pay. Nothing of a body is kept, nor its sender told to go on with it, before the payment's signature has been
 * looked at; and all whose payer only the chain can prove share a part of the memory, so that forgeries leave room for the others.
 */
final class PaidIntake {
    private final Checkout checkout;
    private final Detached detached;
    private final int maxBody;
    private final BodyIntake proven;
    private final BodyIntake unproven;

    PaidIntake(Checkout checkout, Detached detached, Proxying proxying) {
        HeldBytes memory = proxying.memory();
        // Half, but room for one body at least: contract wallets are customers too.
        HeldBytes part = memory.part(Math.max(memory.limit() / 2, proxying.maxBody()));
        this.checkout = checkout;
        this.detached = detached;
        this.maxBody = proxying.maxBody();
        this.proven = new BodyIntake(memory, proxying.sale().idle());
        this.unproven = new BodyIntake(part, proxying.sale().idle());
    }

    /** Answers itself, or hands on; both on the I/O thread, where it must be called. */
    void read(Sale sale, Examined payment, BiConsumer<Till, Body> then) {
        HttpServerExchange exchange = sale.exchange();
        if (exchange.isRequestComplete()) {
            // No body, so the signature is looked at where the payment is taken.
            read(sale, payment, proven, then);
        } else {
            detached.run(exchange, () -> {
                switch (checkout.foresee(payment)) {
                    case Foresight.Hopeless none ->
                        checkout.denied(sale, none.denial()).onIoThread(exchange);
                    case Foresight.Hopeful may ->
                        exchange.dispatch(
                                exchange.getIoThread(),
                                same -> read(sale, may.payment(), may.payment().proven() ? proven : unproven, then));
                }
            });
        }
    }

    private void read(Sale sale, Examined payment, BodyIntake bodies, BiConsumer<Till, Body> then) {
        Till till = checkout.till(sale, payment);
        bodies.read(
                sale.exchange(),
                maxBody,
                () -> checkout.denied(sale, Verdict.denied(Problem.GATE_BUSY, "")),
                body -> then.accept(till, body));
    }
}
