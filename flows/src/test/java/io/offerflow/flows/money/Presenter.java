package io.offerflow.flows.money;

import io.offerflow.dev.pay.Buyer;
import io.offerflow.dev.pay.PaymentHeader;
import io.offerflow.dev.pay.PaymentRequired;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The buyers' side of the wire. Counts every request with or without a payment. */
final class Presenter implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Pattern STATUS_LINK = Pattern.compile("<https?://[^/]+(/settlements/[0-9a-f]{44})>.*");

    private final World world;
    private final Buyer rich;
    private final Buyer poor;
    private final AtomicInteger requests = new AtomicInteger();
    private final Map<Counter, Map<Integer, PaymentRequired>> challenges = new EnumMap<>(Counter.class);
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    Presenter(World world, InstantSource clock) throws IOException, InterruptedException {
        this.world = world;
        this.rich = Buyer.withKey(world.chain().richKey(), new SecureRandom(), clock);
        this.poor = Buyer.random(new SecureRandom(), clock);
        for (Counter counter : Counter.values()) {
            HttpResponse<String> unpaid = http.send(request(counter, "any").build(), BodyHandlers.ofString());
            challenges.put(counter, Map.of(1, PaymentRequired.v1(unpaid.body()), 2, PaymentRequired.of(unpaid)));
        }
    }

    int requests() {
        return requests.get();
    }

    PaymentRequired challenge(Counter counter, int version) {
        return challenges.get(counter).get(version);
    }

    Buyer rich() {
        return rich;
    }

    /** Somebody who has no money. */
    Buyer poor() {
        return poor;
    }

    /** Asks without paying. */
    int askPrice(Counter counter) throws IOException, InterruptedException {
        requests.incrementAndGet();
        return http.send(request(counter, "any").build(), BodyHandlers.ofString())
                .statusCode();
    }

    Heard present(Purchase purchase, Payment payment) throws IOException, InterruptedException {
        return present(purchase, payment, purchase.counter(), Optional.empty());
    }

    /** @param mishap what the seller does wrong, where there is one who is asked */
    Heard present(Purchase purchase, Payment payment, Counter counter, Optional<String> mishap)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = request(counter, purchase.basket());
        mishap.ifPresent(kind -> request.header(Goods.MISHAP.toString(), kind));
        HttpResponse<String> answer = send(request, payment.header());
        Heard heard = Heard.in(answer, goods(counter, purchase));
        statusLink(answer).ifPresent(payment::statusAt);
        payment.heard().add(heard);
        return heard;
    }

    private HttpResponse<String> send(HttpRequest.Builder request, PaymentHeader header)
            throws IOException, InterruptedException {
        requests.incrementAndGet();
        return http.send(request.header(header.name(), header.value()).build(), BodyHandlers.ofString());
    }

    private static Optional<String> statusLink(HttpResponse<?> answer) {
        return answer.headers()
                .firstValue("Link")
                .map(STATUS_LINK::matcher)
                .filter(Matcher::matches)
                .map(link -> link.group(1));
    }

    /** What the gate says has become of a payment, to whoever knows the address. */
    String status(Counter counter, String path) throws IOException, InterruptedException {
        return http.send(
                        HttpRequest.newBuilder(URI.create(world.listener(counter) + path))
                                .build(),
                        BodyHandlers.ofString())
                .body();
    }

    /** Sends the payment and hangs up when so many milliseconds have passed without a byte. */
    void hangUp(Purchase purchase, Payment payment, int millis) throws IOException {
        requests.incrementAndGet();
        payment.heard().add(Heard.NOTHING);
        URI listener = world.listener(purchase.counter());
        StringBuilder text = new StringBuilder("GET ");
        HttpRequest request = request(purchase.counter(), purchase.basket())
                .header(payment.header().name(), payment.header().value())
                .build();
        text.append(request.uri().getPath())
                .append(" HTTP/1.1\r\nHost: ")
                .append(listener.getAuthority())
                .append("\r\n");
        request.headers()
                .map()
                .forEach((name, values) -> values.forEach(
                        value -> text.append(name).append(": ").append(value).append("\r\n")));
        try (Socket socket = new Socket(listener.getHost(), listener.getPort())) {
            socket.setSoTimeout(millis);
            socket.getOutputStream().write((text + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            socket.getInputStream().read();
        } catch (SocketTimeoutException enough) {
            // As planned.
        }
    }

    private HttpRequest.Builder request(Counter counter, String basket) {
        boolean asked = counter == Counter.FORWARD_AUTH;
        String path = asked ? "/verify/" + counter.offer() : counter.path();
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(world.listener(counter) + path))
                .timeout(LIMIT)
                .header(Goods.BASKET.toString(), basket);
        return asked
                ? request.header("X-Forwarded-Uri", counter.path()).header("X-Forwarded-Host", "shop.example")
                : request;
    }

    private static String goods(Counter counter, Purchase purchase) {
        return counter == Counter.PUBLIC ? Goods.named(purchase.basket()) : "";
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
