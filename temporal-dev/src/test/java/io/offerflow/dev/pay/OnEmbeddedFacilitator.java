package io.offerflow.dev.pay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;

/** A facilitator, a buyer with 5,000 atomic units, and what is posted. */
abstract class OnEmbeddedFacilitator {
    static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    final EmbeddedFacilitator facilitator = EmbeddedFacilitator.start(0, () -> NOW);
    final Buyer buyer = Buyer.random(new SecureRandom(), () -> NOW);
    final HttpClient http = HttpClient.newHttpClient();

    OnEmbeddedFacilitator() {
        mint(buyer.address(), 5_000);
    }

    @AfterEach
    void stop() {
        http.close();
        facilitator.close();
    }

    static ObjectNode required(ObjectNode body) {
        return (ObjectNode) body.path("paymentRequirements");
    }

    static ObjectNode payload(ObjectNode body) {
        return (ObjectNode) body.path("paymentPayload").path("payload");
    }

    ObjectNode body(int version) {
        return body(TestMoney.requirement(version), buyer, version);
    }

    static ObjectNode body(ObjectNode requirement, Buyer payer, int version) {
        ObjectNode payment =
                payer.sign(TestMoney.challenge(version, requirement)).payment();
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("x402Version", version);
        body.set("paymentPayload", payment);
        body.set("paymentRequirements", requirement.deepCopy());
        return body;
    }

    JsonNode post(String path, ObjectNode body) throws Exception {
        return post(facilitator, path, body);
    }

    JsonNode post(EmbeddedFacilitator to, String path, ObjectNode body) throws Exception {
        var request = HttpRequest.newBuilder(to.address().resolve(path))
                .POST(BodyPublishers.ofString(body.toString()))
                .build();
        return HeaderJson.parse(http.send(request, BodyHandlers.ofString()).body());
    }

    void mint(String address, long amount) {
        facilitator.mint(TestMoney.NETWORK, TestMoney.USDC, address, BigInteger.valueOf(amount));
    }

    long balance(String address) {
        return facilitator.balance(TestMoney.NETWORK, TestMoney.USDC, address).longValueExact();
    }
}
