package io.offerflow.verifier.pay;

import io.offerflow.api.route.Requirement;
import io.offerflow.verifier.x402.Authorization;
import java.util.Locale;

/** What makes an authorization unique on its chain. All parts are lower case, so that no spelling makes a second one of it. */
public record PaymentKey(String network, String asset, String payer, String nonce) {

    static PaymentKey of(Requirement requirement, Authorization authorization) {
        return new PaymentKey(
                requirement.chain().caip2(),
                requirement.token().address().toLowerCase(Locale.ROOT),
                authorization.from().toLowerCase(Locale.ROOT),
                authorization.nonce().toLowerCase(Locale.ROOT));
    }
}
