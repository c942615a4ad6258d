package io.offerflow.verifier;

import static io.offerflow.verifier.Gate.FOUR_ROUTES;
import static io.offerflow.verifier.Offers.offer;
import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.api.Ref;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The metrics that existing dashboards and rules read. */
class MetricsTest {
    private static final String ECHO =
            "{asset_symbol=\"USDC\",chain=\"base-sepolia\",offer_name=\"echo\",offer_namespace=\"shop\"}";
    private static final String STATIC = "{asset_symbol=\"unknown\",chain=\"\",offer_name=\"\",offer_namespace=\"\"}";

    private static String series(String name, String labels, String value) {
        return "obol_x402_verifier_" + name + labels + " " + value + "\n";
    }

    @Test
    void anUnpaidRequestCountsAsRequestAndPaymentRequiredAndNothingElse() {
        try (Gate gate = Gate.with(FOUR_ROUTES)) {
            gate.forwarded("/rpc/x");
            assertThat(gate.metrics())
                    .contains(series("requests_total", STATIC, "1.0"))
                    .contains(series("payment_required_total", STATIC, "1.0"))
                    .doesNotContain("obol_x402_verifier_payment_verified")
                    .doesNotContain("obol_x402_verifier_payment_failed")
                    .doesNotContain("obol_x402_verifier_charged")
                    .doesNotContain("obol_x402_verifier_last_payment");
        }
    }

    @Test
    void verifiedChargedAndRejectedPaymentsAreCountedApartWithBothHeaders() {
        try (Gate gate = Gate.with("").sell(offer("shop", "echo"))) {
            gate.pay("/services/echo", Payments.header(Payments.v2()));
            gate.verify("/verify/shop/echo", Map.of("X-PAYMENT", Payments.header(Payments.v1())));
            gate.facilitator.onSettle(200, "{'success':false,'errorReason':'insufficient_funds'}");
            gate.pay("/services/echo", Payments.header(Payments.v2()));
            gate.facilitator.onVerify(200, "{'isValid':false}");
            gate.pay("/services/echo", Payments.header(Payments.v2()));
            gate.pay("/services/echo", "garbage!");
            assertThat(gate.metrics())
                    .contains(series("requests_total", ECHO, "5.0"))
                    .contains(series("payment_verified_total", ECHO, "3.0"))
                    .contains(series("charged_requests_total", ECHO, "2.0"))
                    .contains(series("payment_failed_total", ECHO, "3.0"))
                    .contains(reason("settlement_rejected"))
                    .contains(reason("payment_invalid"))
                    .contains(reason("invalid_payment_header"))
                    .contains("offerflow_verifier_facilitator_seconds_count{call=\"settle\",host=\""
                            + URI.create(gate.facilitator.url()).getAuthority() + "\",outcome=\"answered\"} 3")
                    .contains("offerflow_verifier_signature_native 1.0")
                    .contains("offerflow_verifier_ledger_healthy 1.0")
                    .contains("offerflow_verifier_ledger_entries{state=\"unknown\"} 0.0")
                    .doesNotContain(Payments.PAYER);
            // The whole ledger is counted every quarter of a minute.
            Awaitility.await().atMost(Duration.ofSeconds(40)).untilAsserted(() -> assertThat(gate.metrics())
                    .contains("offerflow_verifier_ledger_entries{state=\"released\"} 2.0"));
        }
    }

    private static String reason(String reason) {
        return "obol_x402_verifier_payment_failure_reasons_total"
                + ECHO.replace("}", ",reason=\"" + reason + "\"} 1.0");
    }

    @Test
    void theLastSuccessIsToldInSecondsAndOnlyAfterASuccess() {
        try (Gate gate = Gate.with("").sell(offer("shop", "echo"))) {
            gate.pay("/services/echo", Payments.header(Payments.v2("eip155:84532", "1", Payments.USDC, Offers.SELLER)));
            assertThat(gate.metrics()).doesNotContain("last_payment_success");
            gate.pay("/services/echo", Payments.header(Payments.v2()));
            assertThat(gate.metrics())
                    .contains(series(
                            "last_payment_success_seconds",
                            ECHO,
                            (double) gate.clock.instant().getEpochSecond() + ""));
        }
    }

    @Test
    void seriesOfVanishedOffersArePrunedAndOthersStay() {
        try (Gate gate = Gate.with(FOUR_ROUTES).sell(offer("shop", "echo"))) {
            gate.forwarded("/services/echo");
            gate.forwarded("/rpc/x");
            assertThat(gate.metrics()).contains(series("requests_total", ECHO, "1.0"));
            gate.offers().remove(Ref.parse("shop/echo"));
            Awaitility.await().untilAsserted(() -> assertThat(gate.metrics()).doesNotContain(ECHO));
            assertThat(gate.metrics()).contains(series("requests_total", STATIC, "1.0"));
        }
    }

    @Test
    void anOfferThatChangesItsTokenGetsANewSeries() {
        try (Gate gate = Gate.with("").sell(offer("shop", "echo"))) {
            gate.forwarded("/services/echo");
            gate.offers()
                    .put(offer("shop", "echo")
                            .with("/spec/payment/asset", "{'symbol':'XUSD'}")
                            .read());
            Awaitility.await().untilAsserted(() -> assertThat(gate.metrics()).doesNotContain(ECHO));
            gate.forwarded("/services/echo");
            assertThat(gate.metrics()).contains(series("requests_total", ECHO.replace("USDC", "XUSD"), "1.0"));
        }
    }

    @Test
    void theGatesOwnStateIsVisible() throws Exception {
        try (Gate gate = Gate.with(FOUR_ROUTES).sell(offer("shop", "echo"))) {
            assertThat(gate.metrics())
                    .contains("offerflow_info{process=\"verifier\"")
                    .contains("offerflow_verifier_offers{state=\"Served\"} 1")
                    .contains("offerflow_verifier_ready 1")
                    .contains("offerflow_verifier_route_table_age_seconds 0")
                    .contains("offerflow_verifier_settings_healthy 1");
            Files.writeString(gate.file, "routes: {}");
            Awaitility.await().untilAsserted(() -> assertThat(gate.metrics())
                    .contains("offerflow_verifier_settings_healthy 0")
                    .contains("offerflow_verifier_settings_errors_total 1"));
            assertThat(gate.forwarded("/rpc/x").statusCode()).isEqualTo(402);
        }
    }
}
