package io.offerflow.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.offerflow.api.Ref;
import io.offerflow.verifier.ledger.LedgerSettings;
import io.offerflow.verifier.ledger.Postgres;
import io.offerflow.verifier.proxy.Target;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two public listeners on one PostgreSQL. */
class ReplicaCopiesIT {
    private static final Ref ECHO = new Ref("shop", "echo");
    private static final int COPIES = 1_000;

    @RegisterExtension
    static final Postgres POSTGRES = new Postgres();

    private final AtomicInteger served = new AtomicInteger();

    @Test
    void aThousandCopiesOfOnePaymentBuyOneAnswerOverTwoReplicas() throws IOException {
        LedgerSettings ledger = POSTGRES.server().database(10_000);
        HttpServer upstream = upstream();
        try (Gate first = replica(ledger, Map.of(), upstream);
                Gate second = replica(ledger, Map.of(VerifierSettings.FACILITATOR, first.facilitator.url()), upstream);
                HttpClient http = HttpClient.newHttpClient()) {
            String payment = Payments.header(Payments.v2());
            List<CompletableFuture<HttpResponse<String>>> copies = IntStream.range(0, COPIES)
                    .mapToObj(i -> http.sendAsync(order(i % 2 == 0 ? first : second, payment), BodyHandlers.ofString()))
                    .toList();
            List<HttpResponse<String>> answers =
                    copies.stream().map(CompletableFuture::join).toList();

            assertThat(answers).filteredOn(answer -> answer.statusCode() == 200).hasSize(1);
            assertThat(answers)
                    .filteredOn(answer -> answer.body().equals("goods"))
                    .hasSize(1);
            assertThat(served).hasValue(1);
            assertThat(first.facilitator.settleCalls()).hasSize(1);
            assertThat(second.facilitator.settleCalls()).isEmpty();
        } finally {
            upstream.stop(0);
        }
    }

    private HttpServer upstream() throws IOException {
        HttpServer upstream = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        upstream.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        upstream.createContext("/", exchange -> {
            served.incrementAndGet();
            exchange.sendResponseHeaders(200, 5);
            exchange.getResponseBody().write("goods".getBytes(StandardCharsets.UTF_8));
            exchange.close();
        });
        upstream.start();
        return upstream;
    }

    private static Gate replica(LedgerSettings ledger, Map<String, String> more, HttpServer upstream) {
        Map<String, String> settings = new HashMap<>(more);
        settings.put(VerifierSettings.LEDGER, ledger.url());
        settings.put(VerifierSettings.LEDGER_USER, ledger.user());
        Gate gate = Gate.with("", settings).sell(Offers.offer("shop", "echo").with("/spec/settlement", "'OnSuccess'"));
        URI base = URI.create("http://127.0.0.1:" + upstream.getAddress().getPort());
        gate.targets.put(
                ECHO, new Target.Lookup.Found(new Target(base, "/services/echo", Target.Kind.HTTP, Optional.empty())));
        return gate;
    }

    private static HttpRequest order(Gate gate, String payment) {
        return HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + gate.app.proxyAddress().getPort() + "/services/echo/goods"))
                .header("PAYMENT-SIGNATURE", payment)
                .build();
    }
}
