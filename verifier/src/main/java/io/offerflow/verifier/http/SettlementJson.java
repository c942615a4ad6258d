package io.offerflow.verifier.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.offerflow.verifier.ledger.PaymentRecord;
import io.offerflow.verifier.x402.Wire;
import java.io.IOException;
import java.util.List;

/** Settlements as JSON: for buyers without a word about who paid, for the controller with what finds the payment on its chain. */
final class SettlementJson {
    private SettlementJson() {}

    static byte[] forBuyer(PaymentRecord payment) {
        return Wire.bytes(json -> {
            json.writeStartObject();
            common(json, payment);
            json.writeEndObject();
        });
    }

    static byte[] forController(List<PaymentRecord> payments) {
        return Wire.bytes(json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("settlements");
            for (PaymentRecord payment : payments) {
                json.writeStartObject();
                common(json, payment);
                json.writeStringField("payer", payment.key().payer());
                json.writeStringField("nonce", payment.key().nonce());
                json.writeStringField("payTo", payment.payTo());
                json.writeNumberField("validBefore", payment.validBefore().getEpochSecond());
                json.writeStringField("namespace", payment.seller().namespace());
                json.writeStringField("name", payment.seller().name());
                json.writeStringField("uid", payment.seller().uid());
                json.writeStringField("detail", payment.detail());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private static void common(JsonGenerator json, PaymentRecord payment) throws IOException {
        json.writeStringField("id", payment.id());
        json.writeStringField("state", payment.state().word());
        json.writeBooleanField("delivered", payment.delivered());
        json.writeStringField("network", payment.key().network());
        json.writeStringField("asset", payment.key().asset());
        json.writeStringField("amount", payment.amount().toString());
        json.writeStringField("transaction", payment.transaction());
        json.writeStringField("updatedAt", payment.updatedAt().toString());
    }
}
