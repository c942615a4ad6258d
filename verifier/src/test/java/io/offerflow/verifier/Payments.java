package io.offerflow.verifier;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offerflow.api.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;

/** Payments as buyers send them: well formed and for the default offer unless a test changes something. */
public final class Payments {
    public static final String PAYER = "0x70997970c51812dc3a010c7d01b50e0d17dc79c8";
    public static final String USDC = "0x036CbD53842c5426634e7929541eC2318f3dCF7e";

    private static final AtomicInteger NONCES = new AtomicInteger(1);

    private Payments() {}

    /** A fresh payment of version 2. */
    public static ObjectNode v2(String network, String amount, String asset, String payTo) {
        ObjectNode payment = Json.mapper().createObjectNode().put("x402Version", 2);
        payment.putObject("accepted")
                .put("scheme", "exact")
                .put("network", network)
                .put("amount", amount)
                .put("asset", asset)
                .put("payTo", payTo);
        payload(payment, amount, payTo);
        return payment;
    }

    public static ObjectNode v2() {
        return v2("eip155:84532", "1000", USDC, Offers.SELLER);
    }

    /** A fresh payment of version 1. */
    public static ObjectNode v1() {
        ObjectNode payment = Json.mapper()
                .createObjectNode()
                .put("x402Version", 1)
                .put("scheme", "exact")
                .put("network", "base-sepolia");
        payload(payment, "1000", Offers.SELLER);
        return payment;
    }

    public static ObjectNode authorization(ObjectNode payment) {
        return (ObjectNode) payment.at("/payload/authorization");
    }

    /** Signs anew what a test has changed, with {@link #PAYER}'s key. */
    public static ObjectNode sign(ObjectNode payment) {
        return sign(payment, Wallet.BUYER);
    }

    public static ObjectNode sign(ObjectNode payment, Wallet wallet) {
        ((ObjectNode) payment.path("payload"))
                .put(
                        "signature",
                        wallet.sign(UsdcDigest.of(
                                84532, payment.at("/accepted/asset").asText(USDC), authorization(payment))));
        return payment;
    }

    public static String header(ObjectNode payment) {
        return Base64.getEncoder().encodeToString(payment.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void payload(ObjectNode payment, String amount, String payTo) {
        ObjectNode payload = payment.putObject("payload");
        payload.putObject("authorization")
                .put("from", PAYER)
                .put("to", payTo)
                .put("value", amount)
                .put("validAfter", "0")
                .put("validBefore", "4102444800")
                .put("nonce", String.format("0x%064x", NONCES.getAndIncrement()));
        sign(payment);
    }
}
