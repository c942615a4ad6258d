package io.offerflow.flows.kill;

import io.offerflow.api.chain.Chains;
import io.offerflow.api.chain.Token;
import io.offerflow.dev.pay.Buyer;
import io.offerflow.dev.pay.EmbeddedFacilitator;
import io.offerflow.dev.pay.PaymentRequired;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Somebody who looks at the price four times a second, and two who pay it all the time. Every wrong answer is kept. */
final class SteadyBuyers implements AutoCloseable {
    private static final String NETWORK = "eip155:84532";
    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final int PAYERS = 2;

    private final URI uri;
    private final String amount;
    private final EmbeddedFacilitator books;
    private final Token usdc = Chains.find(NETWORK).orElseThrow().usdc();
    private final Buyer buyer = Buyer.random(new SecureRandom(), Clock.systemUTC());
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<String> wrong = new CopyOnWriteArrayList<>();
    private final AtomicLong priced = new AtomicLong();
    private final AtomicLong paid = new AtomicLong();
    private final BigInteger purse = BigInteger.TEN.pow(12);
    private ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile boolean shopping;

    /** @param amount atomic units that the offer costs */
    SteadyBuyers(URI uri, String amount, EmbeddedFacilitator books) {
        this.uri = uri;
        this.amount = amount;
        this.books = books;
        books.mint(NETWORK, usdc.address(), buyer.address(), purse);
    }

    void start() {
        shopping = true;
        threads = Executors.newVirtualThreadPerTaskExecutor();
        threads.execute(() -> repeatedly("unpaid", this::look));
        for (int payer = 0; payer < PAYERS; payer++) {
            threads.execute(() -> repeatedly("paid", this::pay));
        }
    }

    /** Returns when every request has its answer. */
    void stop() throws InterruptedException {
        shopping = false;
        threads.shutdown();
        if (!threads.awaitTermination(30, TimeUnit.SECONDS)) {
            wrong.add("a request had no answer for 30 s");
        }
    }

    /** What was not as it should be, since the beginning. */
    List<String> wrong() {
        return List.copyOf(wrong);
    }

    /** Correct refusals so far. */
    long priced() {
        return priced.get();
    }

    /** Correct paid answers so far. */
    long paid() {
        return paid.get();
    }

    /** What the buyer has spent, in atomic units. */
    BigInteger spent() {
        return purse.subtract(books.balance(NETWORK, usdc.address(), buyer.address()));
    }

    @Override
    public void close() {
        shopping = false;
        threads.shutdownNow();
        http.shutdownNow();
    }

    private void repeatedly(String what, Request request) {
        while (shopping) {
            try {
                request.send();
            } catch (IOException | RuntimeException e) {
                wrong.add(what + ": " + e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private void look() throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
        if (answer.statusCode() == 402 && PaymentRequired.of(answer).amount().equals(amount)) {
            priced.incrementAndGet();
        } else {
            wrong.add("unpaid: " + answer.statusCode() + " " + answer.body());
        }
    }

    private void pay() throws IOException, InterruptedException {
        HttpResponse<String> answer = buyer.get(uri);
        if (answer.statusCode() == 200) {
            paid.incrementAndGet();
        } else {
            wrong.add("paid: " + answer.statusCode() + " " + answer.body());
        }
    }

    @FunctionalInterface
    private interface Request {
        void send() throws IOException, InterruptedException;
    }
}
