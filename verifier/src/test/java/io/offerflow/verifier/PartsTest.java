package io.offerflow.verifier;

import static io.offerflow.verifier.Gate.header;
import static io.offerflow.verifier.Gate.json;
import static io.offerflow.verifier.Gate.reason;
import static io.offerflow.verifier.Offers.offer;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An offer whose parts have gates and prices of their own, by path and by offer alike. */
class PartsTest {
    private static final String PARTS =
            "[{'path':'/*','gate':'free'},{'path':'/admin'},{'path':'/models-*/info','gate':'auth'},"
                    + "{'path':'/big/*','price':{'perRequest':'0.5'}},{'path':'/big/menu','gate':'free'}]";
    private static Gate gate;

    @BeforeAll
    static void start() {
        gate = Gate.with("")
                .sell(offer("shop", "parts").with("/spec/path", "'/shop/parts'").with("/spec/routes", PARTS))
                .sell(offer("shop", "some").with("/spec/routes", "[{'path':'/paid/*'},{'path':'/','gate':'free'}]"))
                .sell(offer("shop", "several")
                        .with("/spec/payments", "[" + way("base-sepolia", "0.001") + "," + way("base", "0.002") + "]"));
    }

    private static String way(String network, String price) {
        return "{'network':'%s','payTo':'%s','price':{'perRequest':'%s'}}".formatted(network, Offers.SELLER, price);
    }

    @AfterAll
    static void stop() {
        gate.close();
    }

    private static HttpResponse<String> ask(String ref, String uri) {
        return gate.verify("/verify/" + ref, Map.of("X-Forwarded-Uri", uri));
    }

    @ParameterizedTest
    @CsvSource({
        "/shop/parts,200",
        "/shop/parts/,200",
        "/shop/parts/anything?x=/admin,200",
        "/shop/parts/admin,402",
        "/shop/parts/admin/,402",
        "/shop/parts/admin?x,402",
        "/shop/parts/administrator,200",
        "/shop/parts/big,402",
        "/shop/parts/big/a/b,402",
        "/shop/parts/big/menu,200",
        "/shop/parts/big/menu/x,402",
        "/shop/parts/models-7/info,401",
        "/shop/parts/models-7/8/info,200",
    })
    void theMostSpecificPartDecides(String uri, int status) {
        assertThat(ask("shop/parts", uri).statusCode()).isEqualTo(status);
        assertThat(gate.forwarded(uri).statusCode()).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/shop/parts//admin",
                "/shop/parts/x/../admin",
                "/shop/parts/%61dmin",
                "/shop/parts/%2561dmin",
                "/shop/parts/admin;v=1",
                "/shop/parts/x;/../admin",
                "/shop/parts/admin%2f",
                "/shop/parts/./admin",
                "/shop/parts/admin//",
                "/shop/parts/models-7//info",
                "/shop//parts/x",
                "/shop/partsx/y",
                "/other",
                "x",
            })
    void aPathOfTwoReadingsOrOfAnotherOfferIsRefused(String uri) {
        assertThat(gate.raw("GET /verify/shop/parts HTTP/1.1\r\nHost: x\r\nX-Forwarded-Uri: " + uri + "\r\n\r\n"))
                .isEqualTo("403");
    }

    @Test
    void withoutAPathNoPartIsGuessed() {
        assertThat(gate.verify("/verify/shop/parts", Map.of()).statusCode()).isEqualTo(403);
        assertThat(gate.raw("GET /verify/shop/parts HTTP/1.1\r\nHost: x\r\nX-Forwarded-Uri: /shop/parts\r\n"
                        + "X-Forwarded-Uri: /shop/parts/admin\r\n\r\n"))
                .isEqualTo("403");
    }

    @Test
    void whatNoPartCoversIsRefused() {
        assertThat(ask("shop/some", "/services/some").statusCode()).isEqualTo(200);
        assertThat(ask("shop/some", "/services/some/paid/x").statusCode()).isEqualTo(402);
        HttpResponse<String> other = ask("shop/some", "/services/some/other");
        assertThat(other.statusCode()).isEqualTo(403);
        assertThat(reason(other)).isEqualTo("no_route");
        assertThat(gate.forwarded("/services/some/other").statusCode()).isEqualTo(403);
    }

    @Test
    void aPartsOwnPriceIsAdvertisedAndPaid() {
        JsonNode big = header(ask("shop/parts", "/shop/parts/big/x"), "PAYMENT-REQUIRED");
        assertThat(big.at("/accepts/0/amount").asText()).isEqualTo("500000");
        assertThat(gate.pay("/shop/parts/big/x", Payments.header(Payments.v2())).statusCode())
                .as("the price of another part")
                .isEqualTo(402);
        String exact = Payments.header(Payments.v2("eip155:84532", "500000", Payments.USDC, Offers.SELLER));
        assertThat(gate.pay("/shop/parts/big/x", exact).statusCode()).isEqualTo(200);
    }

    @Test
    void everyWayToPayIsAdvertisedInBothVersionsAndTheChosenOneIsSettled() {
        HttpResponse<String> answer = ask("shop/several", "/services/several");
        JsonNode v2 = header(answer, "PAYMENT-REQUIRED");
        assertThat(v2.findValuesAsText("amount")).containsExactly("1000", "2000");
        assertThat(v2.at("/accepts/1/network").asText()).isEqualTo("eip155:8453");
        assertThat(json(answer.body()).findValuesAsText("maxAmountRequired")).containsExactly("1000", "2000");
        assertThat(json(answer.body()).findValuesAsText("network")).containsExactly("base-sepolia", "base");
        String base = "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913";
        String second = Payments.header(Payments.v2("eip155:8453", "2000", base, Offers.SELLER));
        assertThat(gate.pay("/services/several", second).statusCode()).isEqualTo(200);
        assertThat(gate.facilitator
                        .settleCalls()
                        .getLast()
                        .at("/paymentRequirements/network")
                        .asText())
                .isEqualTo("eip155:8453");
    }

    @Test
    void aPartForSignedInWalletsIsNeverOpen() {
        HttpResponse<String> answer = ask("shop/parts", "/shop/parts/models-7/info");
        assertThat(json(answer.body()).path("error").asText()).isEqualTo("authentication_required");
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        HttpResponse<String> forged = gate.verify(
                "/verify/shop/parts",
                Map.of(
                        "X-Forwarded-Uri",
                        "/shop/parts/models-7/info",
                        "X-Verified-Wallet",
                        Payments.PAYER,
                        "PAYMENT-SIGNATURE",
                        Payments.header(Payments.v2())));
        assertThat(forged.statusCode()).isEqualTo(401);
    }
}
