package io.offerflow.dev.pay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.Keys;
import org.web3j.utils.Numeric;

/**
 * Somebody with a wallet who buys over HTTP: takes a 402, signs an EIP-3009 authorization for it, asks again.
 *
 * <p>Speaks x402 v2 and v1, scheme {@code exact}, EIP-3009 tokens. The key stays in memory and is never shown. Safe for
 * several threads.
 */
public final class Buyer {
    /** A settlement may take a minute behind the gate. */
    private static final Duration TIMEOUT = Duration.ofSeconds(90);
    /** How far v1 clients date their authorizations back, against clocks that are behind. */
    private static final int V1_BACKDATE_SECONDS = 600;

    private static final int NONCE_BYTES = 32;
    private static final int PAYMENT_REQUIRED = 402;

    private final ECKeyPair key;
    private final SecureRandom random;
    private final InstantSource clock;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();

    private Buyer(ECKeyPair key, SecureRandom random, InstantSource clock) {
        this.key = key;
        this.random = random;
        this.clock = clock;
    }

    /** A buyer with a new key; key and nonces are drawn from {@code random}. */
    public static Buyer random(SecureRandom random, InstantSource clock) {
        try {
            return new Buyer(Keys.createEcKeyPair(random), random, clock);
        } catch (GeneralSecurityException curveMissing) {
            throw new IllegalStateException("this JVM has no secp256k1", curveMissing);
        }
    }

    /**
     * A buyer with a key of one's own, for keys that the world knows, such as anvil's.
     *
     * @param privateKey 32 bytes in hexadecimal
     */
    public static Buyer withKey(String privateKey, SecureRandom random, InstantSource clock) {
        return new Buyer(ECKeyPair.create(Numeric.toBigInt(privateKey)), random, clock);
    }

    /** The checksummed address that pays. */
    public String address() {
        return Keys.toChecksumAddress(Keys.getAddress(key));
    }

    /**
     * Buys with GET.
     *
     * @param headers names and values, in turn
     * @return the answer to the payment, or the first answer when nothing was to pay
     * @throws IllegalArgumentException when the challenge cannot be read or asks for something this buyer cannot pay
     */
    public HttpResponse<String> get(URI uri, String... headers) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(uri).timeout(TIMEOUT);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request.build());
    }

    /** Buys with any request; its body must be repeatable. As {@link #get} otherwise. */
    public HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> first = http.send(request, BodyHandlers.ofString());
        return first.statusCode() == PAYMENT_REQUIRED ? send(request, sign(PaymentRequired.of(first))) : first;
    }

    /** Sends the request with this payment, once. */
    public HttpResponse<String> send(HttpRequest request, PaymentHeader payment)
            throws IOException, InterruptedException {
        var paid = HttpRequest.newBuilder(request, (name, value) -> true).setHeader(payment.name(), payment.value());
        return http.send(paid.build(), BodyHandlers.ofString());
    }

    /**
     * A fresh payment for the first requirement that this buyer can pay. Nothing is sent.
     *
     * @throws IllegalArgumentException when there is none
     */
    public PaymentHeader sign(PaymentRequired required) {
        ObjectNode challenge = required.challenge();
        boolean v1 = required.version() == 1;
        JsonNode chosen = StreamSupport.stream(challenge.path("accepts").spliterator(), false)
                .filter(requirement -> payable(requirement, v1))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no exact EIP-3009 requirement on a known network"));
        ObjectNode payment = JsonNodeFactory.instance.objectNode().put("x402Version", required.version());
        if (v1) {
            payment.put("scheme", "exact").put("network", chosen.path("network").asText());
        } else {
            payment.set("accepted", chosen.deepCopy());
            copy(challenge, payment, "resource");
            copy(challenge, payment, "extensions");
        }
        payment.set("payload", payload(chosen, v1));
        return PaymentHeader.of(payment);
    }

    /** Says who, and nothing of the key. */
    @Override
    public String toString() {
        return "Buyer[" + address() + "]";
    }

    private ObjectNode payload(JsonNode requirement, boolean v1) {
        BigInteger now = BigInteger.valueOf(clock.instant().getEpochSecond());
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        var authorization = new Authorization(
                address(),
                requirement.path("payTo").asText(),
                new BigInteger(
                        requirement.path(v1 ? "maxAmountRequired" : "amount").asText()),
                v1 ? now.subtract(BigInteger.valueOf(V1_BACKDATE_SECONDS)) : BigInteger.ZERO,
                now.add(BigInteger.valueOf(requirement.path("maxTimeoutSeconds").asLong())),
                Numeric.toHexString(nonce));
        ObjectNode payload = JsonNodeFactory.instance.objectNode();
        payload.put("signature", sign(authorization, domain(requirement, v1)));
        payload.set("authorization", authorization.json());
        return payload;
    }

    /** The signature over an authorization, 0x and 65 bytes in hexadecimal. */
    String sign(Authorization authorization, TokenDomain token) {
        return Eoa.sign(authorization.digest(token), key);
    }

    private static boolean payable(JsonNode requirement, boolean v1) {
        JsonNode extra = requirement.path("extra");
        return "exact".equals(requirement.path("scheme").asText())
                && chainId(requirement, v1).isPresent()
                && "eip3009".equals(extra.path("assetTransferMethod").asText("eip3009"))
                && extra.hasNonNull("name")
                && extra.hasNonNull("version");
    }

    private static TokenDomain domain(JsonNode requirement, boolean v1) {
        JsonNode extra = requirement.path("extra");
        return new TokenDomain(
                extra.path("name").asText(),
                extra.path("version").asText(),
                chainId(requirement, v1).orElseThrow(),
                requirement.path("asset").asText());
    }

    private static Optional<BigInteger> chainId(JsonNode requirement, boolean v1) {
        Optional<String> network = Optional.of(requirement.path("network").asText());
        return (v1 ? network.flatMap(Networks::caip2) : network).flatMap(Networks::chainId);
    }

    private static void copy(ObjectNode from, ObjectNode to, String field) {
        if (from.hasNonNull(field)) {
            to.set(field, from.get(field).deepCopy());
        }
    }
}
