package io.offerflow.dev.pay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.undertow.Undertow;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HttpString;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BuyerTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final Buyer buyer = Buyer.withKey(TestMoney.ANVIL_1_KEY, new SecureRandom(), () -> NOW);

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void challengeOfEitherVersionTellsItsAmount(int version) {
        assertThat(TestMoney.challenge(version, TestMoney.requirement(version)).amount())
                .isEqualTo("1000");
    }

    @Test
    void v2PaymentRepeatsTheRequirementWordForWord() {
        ObjectNode requirement = TestMoney.requirement(2);
        ((ObjectNode) requirement.path("extra")).put("agentModel", "hermes-4");

        PaymentHeader header = buyer.sign(TestMoney.challenge(2, requirement));

        assertThat(header.name()).isEqualTo("PAYMENT-SIGNATURE");
        ObjectNode payment = header.payment();
        assertThat(payment.path("x402Version").asInt()).isEqualTo(2);
        assertThat(payment.path("accepted")).isEqualTo(requirement);
        assertThat(payment.path("resource").path("url").asText()).startsWith("https://shop");
        var authorization = payment.path("payload").path("authorization");
        assertThat(authorization.path("validAfter").asText()).isEqualTo("0");
        assertThat(authorization.path("validBefore").asText()).isEqualTo("" + (NOW.getEpochSecond() + 60));
        assertThat(authorization.path("value").asText()).isEqualTo("1000");
    }

    @Test
    void v1PaymentNamesSchemeAndNetworkAndIsBackdated() {
        PaymentHeader header = buyer.sign(TestMoney.challenge(1, TestMoney.requirement(1)));

        assertThat(header.name()).isEqualTo("X-PAYMENT");
        ObjectNode payment = header.payment();
        assertThat(payment.path("network").asText()).isEqualTo("base-sepolia");
        assertThat(payment.has("accepted")).isFalse();
        assertThat(payment.path("payload")
                        .path("authorization")
                        .path("validAfter")
                        .asText())
                .isEqualTo("" + (NOW.getEpochSecond() - 600));
    }

    @Test
    void everyPaymentHasANonceOfItsOwn() {
        PaymentRequired required = TestMoney.challenge(2, TestMoney.requirement(2));

        assertThat(List.of(nonce(buyer.sign(required)), nonce(buyer.sign(required))))
                .doesNotHaveDuplicates();
    }

    @Test
    void passesOverRequirementsThatItCannotPay() {
        ObjectNode alias = TestMoney.requirement(2).put("network", "base-sepolia");
        ObjectNode permit2 = TestMoney.requirement(2);
        ((ObjectNode) permit2.path("extra")).put("assetTransferMethod", "permit2");
        ObjectNode good = TestMoney.requirement(2).put("amount", "7");

        assertThat(buyer.sign(TestMoney.challenge(2, alias, permit2, good))
                        .payment()
                        .path("accepted"))
                .isEqualTo(good);
        assertThatThrownBy(() -> buyer.sign(TestMoney.challenge(2, alias, permit2)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void keyIsNotShown() {
        assertThat(buyer.toString())
                .contains(TestMoney.ANVIL_1)
                .doesNotContainIgnoringCase(TestMoney.ANVIL_1_KEY.substring(2));
    }

    @Test
    void getPaysWhatIsAskedOnceAndKeepsTheRequestsOwnHeaders() throws Exception {
        var seen = new CopyOnWriteArrayList<String>();
        try (var shop = new Shop(seen)) {
            var answer = buyer.get(shop.uri(), "Accept", "text/plain");

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(seen).containsExactly("text/plain unpaid", "text/plain paid");
            assertThat(PaymentReceipt.of(answer))
                    .contains(new PaymentReceipt(true, "0xabc", TestMoney.NETWORK, TestMoney.ANVIL_1));
        }
    }

    private static String nonce(PaymentHeader header) {
        return header.payment()
                .path("payload")
                .path("authorization")
                .path("nonce")
                .asText();
    }

    /** A seller who takes any payment. */
    private record Shop(List<String> seen, Undertow server) implements AutoCloseable {
        Shop(List<String> seen) {
            this(
                    seen,
                    Undertow.builder()
                            .addHttpListener(0, "127.0.0.1")
                            .setHandler(exchange -> sell(exchange, seen))
                            .build());
            server.start();
        }

        private static void sell(HttpServerExchange exchange, List<String> seen) {
            boolean paid = exchange.getRequestHeaders().contains("PAYMENT-SIGNATURE");
            seen.add(exchange.getRequestHeaders().getFirst("Accept") + (paid ? " paid" : " unpaid"));
            var headers = exchange.getResponseHeaders();
            if (paid) {
                headers.put(new HttpString("PAYMENT-RESPONSE"), HeaderJson.encode(receipt()));
            } else {
                exchange.setStatusCode(402);
                ObjectNode challenge =
                        TestMoney.challenge(2, TestMoney.requirement(2)).challenge();
                headers.put(new HttpString("PAYMENT-REQUIRED"), HeaderJson.encode(challenge));
            }
            exchange.getResponseSender().send("{}");
        }

        private static ObjectNode receipt() {
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("success", true)
                    .put("transaction", "0xabc")
                    .put("network", TestMoney.NETWORK)
                    .put("payer", TestMoney.ANVIL_1);
        }

        URI uri() {
            var address =
                    (InetSocketAddress) server.getListenerInfo().getFirst().getAddress();
            return URI.create("http://127.0.0.1:" + address.getPort() + "/services/audit");
        }

        @Override
        public void close() {
            server.stop();
        }
    }
}
