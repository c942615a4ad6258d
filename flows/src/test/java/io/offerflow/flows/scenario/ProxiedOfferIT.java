package io.offerflow.flows.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.api.ServiceOffer;
import io.offerflow.dev.pay.Buyer;
import io.offerflow.workflows.entity.ChildKind;
import java.math.BigInteger;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** Offers that the gate serves itself: paid when the upstream has delivered, with a receipt for the buyer. */
class ProxiedOfferIT extends OnEachStack {

    private static ServiceOffer sell(Shop shop) {
        shop.service("upstream");
        shop.offer("tea", "0.001", spec -> spec.put("settlement", "OnSuccess"));
        return shop.awaitReady("tea");
    }

    @Test
    void an_offer_that_is_settled_on_success_is_served_by_the_gate_and_repaired_and_leaves_nothing() throws Exception {
        Shop shop = shop("proxied");
        Till till = new Till(shop.stack());
        sell(shop);
        assertThat(shop.middleware("tea").get()).isNull();
        Patience.until(
                "402 through the gateway",
                () -> till.get(shop.path("tea")),
                answer -> answer.statusCode() == 402 && Till.amount(answer).equals("1000"));

        Buyer buyer = till.buyer();
        HttpResponse<String> answer = buyer.get(till.url(shop.path("tea")));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("PAYMENT-RESPONSE")).isPresent();
        assertThat(till.spent(buyer)).isEqualTo(BigInteger.valueOf(1_000));

        for (ChildKind child : Shop.PROXIED) {
            shop.child(child, "tea").delete();
            Patience.until(
                    child.kind() + " is back", () -> shop.child(child, "tea").get() != null);
        }
        shop.awaitReady("tea");

        shop.offers("tea").delete();
        shop.awaitGone("tea");
        Patience.until("no child is left", () -> shop.children("tea") == 0);
    }

    @Test
    void an_offer_changes_between_gateway_and_gate_without_a_free_answer() throws Exception {
        Shop shop = shop("changing");
        Till till = new Till(shop.stack());
        shop.sell("tea", "0.001");
        assertThat(till.get(shop.path("tea")).statusCode()).isEqualTo(402);

        shop.edit("tea", "{\"spec\":{\"settlement\":\"OnSuccess\"}}");
        Patience.until("the grant", () -> {
            assertThat(till.get(shop.path("tea")).statusCode()).isNotEqualTo(200);
            return shop.child(ChildKind.REFERENCE_GRANT, "tea").get() != null
                    && shop.middleware("tea").get() == null;
        });
        shop.awaitReady("tea");

        shop.edit("tea", "{\"spec\":{\"settlement\":\"Upfront\"}}");
        Patience.until("the Middleware", () -> {
            assertThat(till.get(shop.path("tea")).statusCode()).isNotEqualTo(200);
            return shop.middleware("tea").get() != null
                    && shop.child(ChildKind.REFERENCE_GRANT, "tea").get() == null;
        });
        shop.awaitReady("tea");
    }
}
