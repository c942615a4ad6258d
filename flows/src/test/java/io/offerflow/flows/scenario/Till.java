package io.offerflow.flows.scenario;

import io.offerflow.api.Json;
import io.offerflow.api.Ref;
import io.offerflow.api.chain.Chains;
import io.offerflow.api.chain.Token;
import io.offerflow.api.gate.GateReport;
import io.offerflow.dev.pay.Buyer;
import io.offerflow.dev.pay.EmbeddedFacilitator;
import io.offerflow.dev.pay.PaymentRequired;
import io.offerflow.dev.stack.DevStack;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/** Where buyers stand: what gateway and gate answer, and what it cost. */
final class Till {
    private static final String NETWORK = "eip155:84532";
    private static final BigInteger PURSE = BigInteger.valueOf(1_000_000_000);

    private final DevStack stack;
    private final Supplier<EmbeddedFacilitator> books;
    private final Token usdc = Chains.find(NETWORK).orElseThrow().usdc();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    Till(DevStack stack) {
        this(stack, stack::facilitator);
    }

    /** @param books the facilitator whose money is spent, where it is not the stack's own */
    Till(DevStack stack, Supplier<EmbeddedFacilitator> books) {
        this.stack = stack;
        this.books = books;
    }

    /** Somebody with money. */
    Buyer buyer() {
        Buyer buyer = Buyer.random(new SecureRandom(), InstantSource.system());
        books.get().mint(NETWORK, usdc.address(), buyer.address(), PURSE);
        return buyer;
    }

    /** Atomic units that somebody from {@link #buyer()} has spent. */
    BigInteger spent(Buyer buyer) {
        return PURSE.subtract(books.get().balance(NETWORK, usdc.address(), buyer.address()));
    }

    /** How often the facilitator was asked for anything. */
    long facilitatorCalls() {
        return books.get().verifyCalls() + books.get().settleCalls();
    }

    URI url(String path) {
        return URI.create(stack.gatewayAddress() + path);
    }

    /** Through the gateway, without paying. */
    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(url(path));
    }

    /** What the gate tells the gateway about this offer, without a payment. */
    HttpResponse<String> ask(Ref offer) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(stack.roles().verifyAddress() + "/verify/" + offer))
                .header("X-Forwarded-Method", "GET")
                .header("X-Forwarded-Proto", "http")
                .header("X-Forwarded-Host", "shop.example")
                .header("X-Forwarded-Uri", "/anything")
                .timeout(Duration.ofSeconds(10))
                .build();
        return http.send(request, BodyHandlers.ofString());
    }

    /** What the gate asks for this offer; empty when it does not sell it. */
    Optional<String> asked(Ref offer) throws IOException, InterruptedException {
        HttpResponse<String> answer = ask(offer);
        return answer.statusCode() == 402 ? Optional.of(amount(answer)) : Optional.empty();
    }

    /** Atomic units. */
    static String amount(HttpResponse<String> answer) {
        return PaymentRequired.of(answer).amount();
    }

    /** The gate's own word about an offer. */
    GateReport report(Ref offer) throws IOException, InterruptedException {
        URI uri = URI.create(stack.file().verifier().admin() + "/routes/" + offer);
        return Json.mapper().readValue(send(uri).body(), GateReport.class);
    }

    /** The text that a process shows to Prometheus. */
    String metrics(String address) throws IOException, InterruptedException {
        return send(URI.create(address + "/metrics")).body();
    }

    private HttpResponse<String> send(URI uri) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(30)).build();
        return http.send(request, BodyHandlers.ofString());
    }
}
