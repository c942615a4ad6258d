package io.offerflow.flows.bench.gate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offerflow.dev.pay.Authorization;
import io.offerflow.dev.pay.Buyer;
import io.offerflow.dev.pay.PaymentHeader;
import io.offerflow.dev.pay.PaymentRequired;
import io.offerflow.dev.pay.TokenDomain;
import java.io.BufferedWriter;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import org.bouncycastle.math.ec.ECPoint;
import org.web3j.crypto.Sign;
import org.web3j.utils.Numeric;

/**
 * Payments for one challenge, each good for one purchase. The key is thrown away with the mint, so all its signatures may share one k: that
 * would give any other key away, and makes a signature a matter of microseconds.
 */
final class Mint {
    private static final BigInteger ORDER = Sign.CURVE_PARAMS.getN();
    private static final int BITS = 256;
    private static final int WORD = 32;
    private static final int V = 27;

    private final SecureRandom random = new SecureRandom();
    private final BigInteger key = secret();
    private final BigInteger inverse;
    private final BigInteger r;
    private final boolean odd;
    private final ObjectNode payment;
    private final Authorization sample;
    private final TokenDomain token;

    /** For the offer that is sold here. */
    static Mint at(Pinned gate) throws IOException, InterruptedException {
        String challenge = Mimicry.of(gate, Case.UNPAID).headers().get("payment-required");
        return new Mint(PaymentRequired.v2(challenge));
    }

    private Mint(PaymentRequired challenge) {
        BigInteger k = secret();
        ECPoint point = Sign.publicPointFromPrivate(k).normalize();
        this.inverse = k.modInverse(ORDER);
        this.r = point.getAffineXCoord().toBigInteger().mod(ORDER);
        this.odd = point.getAffineYCoord().testBitZero();
        this.payment = Buyer.withKey(key.toString(16), random, Clock.systemUTC())
                .sign(challenge)
                .payment();
        JsonNode a = payment.at("/payload/authorization");
        this.sample = new Authorization(
                a.path("from").asText(),
                a.path("to").asText(),
                new BigInteger(a.path("value").asText()),
                new BigInteger(a.path("validAfter").asText()),
                new BigInteger(a.path("validBefore").asText()),
                a.path("nonce").asText());
        JsonNode accepted = payment.path("accepted");
        this.token = new TokenDomain(
                accepted.at("/extra/name").asText(),
                accepted.at("/extra/version").asText(),
                new BigInteger(accepted.path("network").asText().split(":", 2)[1]),
                accepted.path("asset").asText());
    }

    /** The value of a payment header. */
    String payment() {
        return signed(key);
    }

    /** One that another key than the payer's has signed. */
    String forgery() {
        return signed(key.add(BigInteger.ONE));
    }

    /** What a gate sends to its facilitator for a payment. */
    JsonNode order() {
        ObjectNode order = payment.objectNode().put("x402Version", 2);
        order.set("paymentPayload", payment);
        order.set("paymentRequirements", payment.path("accepted"));
        return order;
    }

    /** A file of payments, one a line. */
    void write(Path file, int count) throws IOException {
        try (BufferedWriter lines = Files.newBufferedWriter(file, StandardCharsets.US_ASCII)) {
            for (int i = 0; i < count; i++) {
                lines.append(payment()).append('\n');
            }
        }
    }

    private String signed(BigInteger by) {
        byte[] drawn = new byte[WORD];
        random.nextBytes(drawn);
        String nonce = Numeric.toHexString(drawn);
        byte[] digest = new Authorization(
                        sample.from(), sample.to(), sample.value(), sample.validAfter(), sample.validBefore(), nonce)
                .digest(token);
        BigInteger s =
                inverse.multiply(new BigInteger(1, digest).add(r.multiply(by))).mod(ORDER);
        boolean high = s.compareTo(ORDER.shiftRight(1)) > 0;
        String v = Integer.toHexString(V + (odd ^ high ? 1 : 0));
        String signature = "0x" + word(r) + word(high ? ORDER.subtract(s) : s) + v;
        ObjectNode payload = (ObjectNode) payment.path("payload");
        payload.put("signature", signature);
        ((ObjectNode) payload.path("authorization")).put("nonce", nonce);
        return PaymentHeader.of(payment).value();
    }

    private BigInteger secret() {
        return new BigInteger(BITS - 1, random).max(BigInteger.ONE);
    }

    private static String word(BigInteger number) {
        return Numeric.toHexStringNoPrefixZeroPadded(number, 2 * WORD);
    }
}
