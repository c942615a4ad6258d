package io.offerflow.verifier.http;

import io.offerflow.verifier.ledger.PaymentLedger;
import io.offerflow.verifier.pay.PaymentFlow;

/** What the handlers of settlements work with. */
public record Settlements(PaymentLedger ledger, PaymentFlow flow, BearerToken token) {}
