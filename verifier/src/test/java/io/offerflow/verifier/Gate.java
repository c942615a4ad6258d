package io.offerflow.verifier;

import com.fasterxml.jackson.databind.JsonNode;
import io.offerflow.api.Json;
import io.offerflow.api.Ref;
import io.offerflow.cluster.Settings;
import io.offerflow.verifier.proxy.Target;
import io.offerflow.verifier.route.OfferBook;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;

/** A verifier on real sockets of the loopback address, with a stub facilitator, offers put by the test, and a clock that the test moves. */
public final class Gate implements AutoCloseable {
    public static final String FOUR_ROUTES =
            """
            wallet: "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC"
            chain: base-sepolia
            routes:
            - {pattern: "/rpc/*", price: "0.001"}
            - {pattern: "/inference-*/v1/*", price: "0.002"}
            - {pattern: "/open/*", gate: free}
            - {pattern: "/exact", price: "0.001"}
            """;

    public final StubFacilitator facilitator = new StubFacilitator();
    public final TestClock clock = new TestClock();
    public final VerifierApp app;
    public final Path file;
    /** Where offers are served, for tests of the public listener. */
    public final Map<Ref, Target.Lookup> targets = new ConcurrentHashMap<>();

    private final Path folder;
    private final AtomicReference<OfferBook> book = new AtomicReference<>();
    private final HttpClient http = HttpClient.newHttpClient();

    private Gate(String yaml, Map<String, String> more) {
        try {
            folder = Files.createTempDirectory("gate");
            file = folder.resolve("pricing.yaml");
            if (!yaml.isEmpty()) {
                Files.writeString(file, yaml);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        Map<String, String> settings = new HashMap<>(Map.of(
                VerifierSettings.VERIFY_LISTEN,
                "127.0.0.1:0",
                VerifierSettings.PROXY_LISTEN,
                "127.0.0.1:0",
                VerifierSettings.ADMIN_LISTEN,
                "127.0.0.1:0",
                VerifierSettings.CONFIG,
                file.toString(),
                VerifierSettings.CONFIG_POLL,
                "20ms",
                VerifierSettings.FACILITATOR,
                facilitator.url(),
                VerifierSettings.LEDGER,
                "jdbc:sqlite:" + folder.resolve("ledger.db"),
                VerifierSettings.STOP_DELAY,
                "0s"));
        // Thousands of lines otherwise; tests of the log turn it on.
        settings.put(VerifierSettings.ACCESS_LOG, "off");
        settings.putAll(more);
        app = VerifierApp.start(
                VerifierSettings.of(Settings.of(settings)),
                new VerifierApp.Source(
                        offers -> {
                            book.set(offers);
                            return () -> {};
                        },
                        ref -> targets.getOrDefault(ref, new Target.Lookup.Unavailable("not set by the test"))),
                clock);
    }

    /** Ready, with these static settings; empty means that there is no file. */
    public static Gate with(String yaml) {
        return with(yaml, Map.of());
    }

    public static Gate with(String yaml, Map<String, String> settings) {
        Gate gate = loading(yaml, settings);
        gate.offers().completed();
        Awaitility.await().until(() -> gate.verify("/readyz", Map.of()).statusCode() == 200);
        return gate;
    }

    /** Before the first list of offers is in. */
    public static Gate loading(String yaml, Map<String, String> settings) {
        return new Gate(yaml, settings);
    }

    public OfferBook offers() {
        return book.get();
    }

    /** Puts an offer and waits until it is in the routes. */
    public Gate sell(Offers offer) {
        offers().put(offer.read());
        String ref = offer.json().at("/metadata/namespace").asText() + "/"
                + offer.json().at("/metadata/name").asText();
        Awaitility.await().until(() -> admin("/routes/" + ref).statusCode() == 200);
        return this;
    }

    public HttpResponse<String> verify(String path, Map<String, String> headers) {
        return call(app.verifyAddress(), path, headers);
    }

    /** {@code /verify} for a forwarded path. */
    public HttpResponse<String> forwarded(String uri) {
        return verify("/verify", Map.of("X-Forwarded-Uri", uri));
    }

    /** A payment for a forwarded path. */
    public HttpResponse<String> pay(String uri, String payment) {
        return verify("/verify", Map.of("X-Forwarded-Uri", uri, "PAYMENT-SIGNATURE", payment));
    }

    /** From the public listener. */
    public HttpResponse<String> proxied(String uri) {
        return call(app.proxyAddress(), uri, Map.of());
    }

    public HttpResponse<String> admin(String path) {
        return call(app.adminAddress(), path, Map.of());
    }

    public String metrics() {
        return admin("/metrics").body();
    }

    public CompletableFuture<HttpResponse<String>> payLater(String uri, String payment) {
        return http.sendAsync(
                request(app.verifyAddress(), "/verify", Map.of("X-Forwarded-Uri", uri, "PAYMENT-SIGNATURE", payment)),
                HttpResponse.BodyHandlers.ofString());
    }

    /** Sends bytes as they are, for what HTTP clients would tidy up, and reads the status line. */
    public String raw(String request) {
        try (Socket socket =
                new Socket(app.verifyAddress().getAddress(), app.verifyAddress().getPort())) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            byte[] start = socket.getInputStream().readNBytes(12);
            return new String(start, StandardCharsets.ISO_8859_1).replace("HTTP/1.1 ", "");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public static JsonNode json(String text) {
        try {
            return Json.mapper().readTree(text);
        } catch (IOException e) {
            throw new IllegalStateException(text, e);
        }
    }

    /** The JSON in a base64 header. */
    public static JsonNode header(HttpResponse<String> response, String name) {
        String value = response.headers().firstValue(name).orElseThrow();
        return json(new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8));
    }

    public static String reason(HttpResponse<String> response) {
        return json(response.body()).path("reason").asText();
    }

    private HttpResponse<String> call(InetSocketAddress address, String path, Map<String, String> headers) {
        try {
            return http.send(request(address, path, headers), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static HttpRequest request(InetSocketAddress address, String path, Map<String, String> headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + address.getPort() + path));
        headers.forEach(request::header);
        return request.build();
    }

    @Override
    public void close() {
        app.close();
        facilitator.close();
        http.close();
        try {
            for (String left :
                    List.of("pricing.yaml", "ledger.db", "ledger.db-wal", "ledger.db-shm", "ledger.db.lock")) {
                Files.deleteIfExists(folder.resolve(left));
            }
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
