package io.offerflow.verifier.page;

import io.offerflow.api.price.EffectivePrice;
import io.offerflow.api.route.Requirement;
import io.offerflow.verifier.route.Terms;

/** The 402 as people see it. It runs nothing. */
public final class PaymentPage {
    private static final String START =
            """
            <h1>Payment required</h1>
            <p>%s</p>
            <p><code>%s</code></p>
            <table>
            <thead><tr><th scope="col">Price</th><th scope="col">Network</th><th scope="col">Paid to</th></tr></thead>
            <tbody>
            """;
    private static final String ROW =
            """
            <tr><td data-label="Price">%s</td><td data-label="Network">%s</td><td data-label="Paid to"><code>%s</code></td></tr>
            """;
    private static final String END =
            """
            </tbody>
            </table>
            <p class="note">This address is sold by the x402 protocol: a client that speaks it pays and gets the answer at once. Programs
            find the same in the header <code>PAYMENT-REQUIRED</code>.</p>
            """;

    private PaymentPage() {}

    /** @param url the resource's address */
    public static Page of(Terms terms, String url) {
        StringBuilder body =
                new StringBuilder(2_048).append(START.formatted(Page.escaped(terms.description()), Page.escaped(url)));
        for (Requirement requirement : terms.requirements()) {
            String price = new EffectivePrice(requirement.amount(), requirement.token(), false).display();
            body.append(ROW.formatted(
                    Page.escaped(price),
                    Page.escaped(requirement.chain().legacyName()),
                    Page.escaped(requirement.payTo())));
        }
        return Page.of("Payment required", body.append(END).toString());
    }
}
