package io.offerflow.flows.kill;

import com.sun.net.httpserver.HttpServer;
import io.offerflow.api.Ref;
import io.offerflow.api.chain.Chains;
import io.offerflow.dev.pay.Buyer;
import io.offerflow.dev.pay.EmbeddedFacilitator;
import io.offerflow.dev.pay.PaymentHeader;
import io.offerflow.dev.pay.PaymentRequired;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Buyers who ask one replica for the price and pay at the next, half of them through the gate to the service, half as a proxy asks. They use
 * POST, which no client repeats by itself. The service is theirs too: it counts what it delivers.
 */
final class RotatingBuyers implements AutoCloseable {
    private static final String NETWORK = "eip155:84532";
    private static final BigInteger PURSE = BigInteger.TEN.pow(12);
    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final int BUYERS_OF_A_KIND = 4;

    private final Rotation rotation;
    private final EmbeddedFacilitator books;
    private final HttpServer service;
    private final Buyer buyer = Buyer.random(new SecureRandom(), Clock.systemUTC());
    private final String usdc = Chains.find(NETWORK).orElseThrow().usdc().address();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ExecutorService serving = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger numbers = new AtomicInteger();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicLong paid = new AtomicLong();
    private final AtomicLong owed = new AtomicLong();
    private final AtomicLong overtaken = new AtomicLong();
    private final Map<Integer, AtomicInteger> delivered = new ConcurrentHashMap<>();
    private final List<String> wrong = new CopyOnWriteArrayList<>();
    private volatile boolean shopping = true;
    /** The offer's price in atomic units now, and how often it has begun or ended to change. */
    private volatile Prices prices = new Prices(List.of(), 0);

    /** @param allowed more than one while a change goes round */
    private record Prices(List<Long> allowed, int edition) {}

    RotatingBuyers(Rotation rotation, EmbeddedFacilitator books) throws IOException {
        this.rotation = rotation;
        this.books = books;
        books.mint(NETWORK, usdc, buyer.address(), PURSE);
        service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        service.setExecutor(serving);
        service.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            delivered
                    .computeIfAbsent(Integer.parseInt(path.substring(1)), number -> new AtomicInteger())
                    .incrementAndGet();
            byte[] goods = "goods".getBytes();
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, goods.length);
            exchange.getResponseBody().write(goods);
            exchange.close();
        });
        service.start();
    }

    int servicePort() {
        return service.getAddress().getPort();
    }

    /** From now on every 402 must ask for one of these. */
    void expect(Long... allowed) {
        prices = new Prices(List.of(allowed), prices.edition + 1);
    }

    void start(Ref asked, Ref passed) {
        for (int i = 0; i < BUYERS_OF_A_KIND; i++) {
            threads.execute(() -> buyOnAndOn(number -> at -> at.verify("/verify/" + asked)));
            threads.execute(() -> buyOnAndOn(number -> at -> at.proxy("/services/" + passed.name() + "/" + number)));
        }
    }

    private interface Resource {
        URI at(VerifierReplica replica);
    }

    private interface Shelf {
        Resource numbered(int number);
    }

    private void buyOnAndOn(Shelf shelf) {
        while (shopping) {
            int number = numbers.incrementAndGet();
            try {
                buy(number, shelf.numbered(number));
            } catch (IOException | RuntimeException e) {
                wrong.add("purchase " + number + ": " + e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private void buy(int number, Resource resource) throws IOException, InterruptedException {
        Prices before = prices;
        HttpResponse<String> first =
                http.send(post(resource.at(rotation.next())).build(), BodyHandlers.ofString());
        if (first.statusCode() != 402) {
            wrong.add("unpaid " + number + ": " + first.statusCode() + " " + first.body());
            return;
        }
        PaymentRequired asked = PaymentRequired.of(first);
        long amount = Long.parseLong(asked.amount());
        if (!before.allowed.contains(amount) && !prices.allowed.contains(amount)) {
            wrong.add("purchase " + number + ": asked for " + amount + " instead of " + before.allowed);
        }
        PaymentHeader payment = buyer.sign(asked);
        inFlight.incrementAndGet();
        HttpResponse<String> second = http.send(
                post(resource.at(rotation.next()))
                        .header(payment.name(), payment.value())
                        .build(),
                BodyHandlers.ofString());
        inFlight.decrementAndGet();
        if (second.statusCode() == 200) {
            paid.incrementAndGet();
            owed.addAndGet(amount);
        } else if (second.statusCode() == 402 && (prices.edition != before.edition || prices.allowed.size() > 1)) {
            // The price changed between the two, and no replica or not this one could know both: a fresh challenge, and
            // no
            // money moved, which the sum of all payments proves.
            overtaken.incrementAndGet();
        } else {
            wrong.add("paid " + number + " at " + amount + ": " + second.statusCode() + " " + second.body());
        }
    }

    private static HttpRequest.Builder post(URI uri) {
        return HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(60)).POST(BodyPublishers.ofString("please"));
    }

    /** Returns when every request has its answer. */
    void stop() throws InterruptedException {
        shopping = false;
        threads.shutdown();
        if (!threads.awaitTermination(60, TimeUnit.SECONDS)) {
            wrong.add("a request had no answer for 60 s");
        }
    }

    List<String> wrong() {
        return List.copyOf(wrong);
    }

    long paid() {
        return paid.get();
    }

    /** Payments on their way at the moment. */
    int inFlight() {
        return inFlight.get();
    }

    /** Purchases that a change of price came between. */
    long overtaken() {
        return overtaken.get();
    }

    /** What all paid answers cost by their own 402, in atomic units. */
    BigInteger owed() {
        return BigInteger.valueOf(owed.get());
    }

    BigInteger spent() {
        return PURSE.subtract(books.balance(NETWORK, usdc, buyer.address()));
    }

    /** How often the service delivered each purchase that reached it. */
    List<Integer> deliveries() {
        return delivered.values().stream().map(AtomicInteger::get).toList();
    }

    @Override
    public void close() {
        shopping = false;
        service.stop(0);
        serving.shutdownNow();
        threads.shutdownNow();
        http.shutdownNow();
    }
}
