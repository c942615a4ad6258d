package io.offerflow.verifier;

import static io.offerflow.verifier.Gate.header;
import static io.offerflow.verifier.Gate.reason;
import static io.offerflow.verifier.Offers.offer;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A buyer who was told the old price a moment ago is served at it, once. */
class PriceGraceTest {
    private static final String OTHER_BUYER = "0x1111111111111111111111111111111111111111";
    private Gate gate;

    @BeforeEach
    void start() {
        gate = Gate.with("").sell(offer("shop", "echo"));
    }

    @AfterEach
    void stop() {
        gate.close();
    }

    private void change(Offers offer, String shown) {
        gate.offers().put(offer.read());
        Awaitility.await().until(() -> gate.forwarded("/services/echo")
                .headers()
                .firstValue("PAYMENT-REQUIRED")
                .map(any -> header(gate.forwarded("/services/echo"), "PAYMENT-REQUIRED")
                        .toString()
                        .contains(shown))
                .orElse(false));
    }

    private void price(String price, String atomic) {
        change(offer("shop", "echo").with("/spec/payment/price/perRequest", "'" + price + "'"), "\"" + atomic + "\"");
    }

    private static ObjectNode over(String amount) {
        return Payments.v2("eip155:84532", amount, Payments.USDC, Offers.SELLER);
    }

    private String pay(ObjectNode payment) {
        var answer = gate.pay("/services/echo", Payments.header(payment));
        return answer.statusCode() == 200 ? "200" : reason(answer);
    }

    @Test
    void theFormerAmountIsTakenOnceFromEachBuyerForAMinute() {
        price("0.002", "2000");
        assertThat(pay(over("1000"))).isEqualTo("200");
        assertThat(pay(over("1000"))).as("a second time").isEqualTo("no_matching_requirement");
        ObjectNode other = over("1000");
        Payments.authorization(other).put("from", OTHER_BUYER);
        assertThat(pay(other)).isEqualTo("200");
        assertThat(pay(over("2000"))).as("today's price").isEqualTo("200");
        assertThat(gate.facilitator
                        .settleCalls()
                        .getFirst()
                        .at("/paymentRequirements/amount")
                        .asText())
                .isEqualTo("1000");
    }

    @Test
    void afterAMinuteOnlyTodaysPriceIsTaken() {
        price("0.002", "2000");
        gate.clock.forward(Duration.ofSeconds(59));
        assertThat(pay(over("1000"))).isEqualTo("200");
        gate.clock.forward(Duration.ofSeconds(1));
        ObjectNode other = over("1000");
        Payments.authorization(other).put("from", OTHER_BUYER);
        assertThat(pay(other)).isEqualTo("no_matching_requirement");
    }

    @Test
    void eachOfSeveralChangesWithinAMinuteIsCovered() {
        price("0.002", "2000");
        price("0.003", "3000");
        assertThat(pay(over("1000"))).isEqualTo("200");
        assertThat(pay(over("2000"))).as("once, whatever the former price").isEqualTo("no_matching_requirement");
        assertThat(pay(over("2500"))).isEqualTo("no_matching_requirement");
    }

    @Test
    void whoWasNotChargedMayTryAgain() {
        price("0.002", "2000");
        gate.facilitator.onSettle(200, "{\"success\":false,\"errorReason\":\"insufficient_funds\"}");
        assertThat(pay(over("1000"))).isEqualTo("settlement_rejected");
        gate.facilitator.onSettle(200, "{\"success\":true,\"transaction\":\"0xabc\"}");
        assertThat(pay(over("1000"))).isEqualTo("200");
    }

    @ParameterizedTest
    @CsvSource({
        "/spec/payment/payTo,'0x2222222222222222222222222222222222222222',0x2222",
        "/spec/payment/network,'base',eip155:8453",
        "/metadata/uid,'another',2000",
    })
    void noOtherChangeIsCovered(String pointer, String value, String shown) {
        change(
                offer("shop", "echo")
                        .with("/spec/payment/price/perRequest", "'0.002'")
                        .with(pointer, "'" + value.replace("'", "") + "'"),
                shown);
        assertThat(pay(over("1000"))).isEqualTo("no_matching_requirement");
    }

    @Test
    void aPartThatChangedItsGateOwesNoFormerPrice() {
        gate.offers()
                .put(offer("shop", "echo")
                        .with("/spec/routes", "[{'path':'/*','gate':'auth'}]")
                        .read());
        Awaitility.await().until(() -> gate.forwarded("/services/echo").statusCode() == 401);
        assertThat(gate.pay("/services/echo", Payments.header(over("1000"))).statusCode())
                .isEqualTo(401);
    }
}
