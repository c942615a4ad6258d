package io.offerflow.flows.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.offerflow.api.Json;
import io.offerflow.api.Ref;
import io.offerflow.cluster.ServiceOfferReader;
import io.offerflow.cluster.Settings;
import io.offerflow.dev.fault.Fault;
import io.offerflow.dev.fault.FaultProxy;
import io.offerflow.dev.fault.FaultRule;
import io.offerflow.dev.fault.Upstream;
import io.offerflow.dev.pay.Buyer;
import io.offerflow.dev.pay.EmbeddedFacilitator;
import io.offerflow.dev.pay.PaymentHeader;
import io.offerflow.dev.pay.PaymentRequired;
import io.offerflow.dev.process.FreePorts;
import io.offerflow.dev.stack.SampleOffer;
import io.offerflow.verifier.VerifierApp;
import io.offerflow.verifier.VerifierSettings;
import io.offerflow.verifier.bypass.Corpus;
import io.offerflow.verifier.bypass.RawClient;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

@ParameterizedClass
@EnumSource(Proxy.class)
class ProxiesIT {
    private static final String SELLER = SampleOffer.PAY_TO;
    private static final String NETWORK = "eip155:84532";
    private static final String USDC = "0x036CbD53842c5426634e7929541eC2318f3dCF7e";
    private static final String PRICE = "1000";

    @TempDir
    static Path folder;

    private static EmbeddedFacilitator facilitator;
    /** Between gate and facilitator. */
    private static FaultProxy faults;

    private static VerifierApp gate;
    private static EchoService service;
    private static Proxy.Running running;
    private static Buyer buyer;

    @Parameter
    Proxy proxy;

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeParameterizedClassInvocation
    static void start(Proxy proxy) throws IOException, InterruptedException {
        proxy.absence().ifPresent(why -> {
            LoggerFactory.getLogger(ProxiesIT.class).warn("{} is left out: {}", proxy, why);
            Assumptions.abort(why);
        });
        facilitator = EmbeddedFacilitator.start(FreePorts.take(1).getFirst(), Clock.systemUTC());
        faults = FaultProxy.start(0, Upstream.of(facilitator.address()), Clock.systemUTC());
        buyer = Buyer.random(new SecureRandom(), Clock.systemUTC());
        facilitator.mint(NETWORK, USDC, buyer.address(), BigInteger.valueOf(1_000_000));
        gate = gate();
        service = new EchoService();
        running = proxy.start(gate.verifyAddress(), service.port(), Files.createTempDirectory(folder, "proxy"));
    }

    @AfterParameterizedClassInvocation
    static void stop() throws InterruptedException {
        if (running != null) {
            running.process().stop(Duration.ofSeconds(10));
            service.close();
            gate.close();
            faults.close();
            facilitator.close();
            running = null;
        }
    }

    private static VerifierApp gate() throws IOException {
        Path config = Files.createTempFile(folder, "pricing", ".yaml");
        Files.writeString(config, "wallet: \"" + SELLER + "\"\nchain: base-sepolia\nroutes: []\n");
        Map<String, String> settings = Map.of(
                VerifierSettings.VERIFY_LISTEN,
                "127.0.0.1:0",
                VerifierSettings.PROXY_LISTEN,
                "127.0.0.1:0",
                VerifierSettings.ADMIN_LISTEN,
                "127.0.0.1:0",
                VerifierSettings.LEDGER,
                "jdbc:sqlite:" + config.resolveSibling(config.getFileName() + ".db"),
                VerifierSettings.CONFIG,
                config.toString(),
                VerifierSettings.STOP_DELAY,
                "0s",
                VerifierSettings.FACILITATOR,
                faults.address().toString());
        return VerifierApp.start(
                VerifierSettings.of(Settings.of(settings)),
                VerifierApp.Source.judged(book -> {
                    book.put(ServiceOfferReader.read(SampleOffer.stored(new Ref("demo", "hello"), "0.001")));
                    book.completed();
                    return () -> {};
                }),
                Clock.systemUTC());
    }

    private static URI uri(String path) {
        return URI.create(running.address() + path);
    }

    private HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private PaymentHeader payment() throws IOException, InterruptedException {
        return buyer.sign(PaymentRequired.of(get("/services/hello/goods")));
    }

    private static JsonNode seen(HttpResponse<String> answer) throws IOException {
        return Json.mapper().readTree(answer.body());
    }

    @Test
    void whoDoesNotPayGetsTheWholeChallenge() throws IOException, InterruptedException {
        int before = service.calls();
        HttpResponse<String> answer = get("/services/hello/goods?x=1");
        assertThat(answer.statusCode()).isEqualTo(402);
        assertThat(PaymentRequired.of(answer)
                        .challenge()
                        .at("/accepts/0/amount")
                        .asText())
                .isEqualTo(PRICE);
        assertThat(seen(answer).at("/accepts/0/maxAmountRequired").asText()).isEqualTo(PRICE);
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(service.calls()).isEqualTo(before);
    }

    @Test
    void whoPaysIsServedAndTheServiceLearnsWhoItWas() throws IOException, InterruptedException {
        PaymentHeader payment = payment();
        HttpResponse<String> answer = get(
                "/services/hello/goods?x=1",
                payment.name(),
                payment.value(),
                "X-Payment-Payer",
                "0xforged",
                "X-Verified-Wallet",
                "0xforged",
                "X-Forwarded-Uri",
                "/free");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(seen(answer).path("path").asText()).isEqualTo("/goods?x=1");
        assertThat(seen(answer).at("/headers/x-payment-payer").asText()).isEqualToIgnoringCase(buyer.address());
        assertThat(seen(answer).at("/headers/x-verified-wallet").asText()).doesNotContain("forged");
        if (proxy == Proxy.NGINX) {
            // The others pass nothing of the gate's answer to the buyer.
            assertThat(answer.headers().firstValue("PAYMENT-RESPONSE")).isPresent();
        }
    }

    @Test
    void aPaymentBuysOneAnswer() throws IOException, InterruptedException {
        PaymentHeader payment = payment();
        assertThat(get("/services/hello/goods", payment.name(), payment.value()).statusCode())
                .isEqualTo(200);
        int before = service.calls();
        long settled = facilitator.settleCalls();
        HttpResponse<String> again = get("/services/hello/goods", payment.name(), payment.value());
        assertThat(again.statusCode()).isNotEqualTo(200);
        assertThat(service.calls()).isEqualTo(before);
        assertThat(facilitator.settleCalls()).isEqualTo(settled);
    }

    @Test
    void theStatusAddressOfAPaymentLeadsToTheGate() throws IOException, InterruptedException {
        HttpResponse<String> answer = get("/settlements/" + "0".repeat(44));
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(seen(answer).path("reason").asText()).isEqualTo("unknown_settlement");
    }

    @Test
    void whoPaidIntoTheUnknownIsToldWhereToAskAndWhen() throws IOException, InterruptedException {
        PaymentHeader payment = payment();
        faults.add(FaultRule.on("POST", "/settle", new Fault.DropAfter()).times(1));
        HttpResponse<String> answer = get("/services/hello/goods", payment.name(), payment.value());
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        String link = answer.headers().firstValue("Link").orElseThrow();
        URI status = URI.create(link.substring(1, link.indexOf('>')));
        HttpResponse<String> told = http.send(HttpRequest.newBuilder(status).build(), BodyHandlers.ofString());
        assertThat(told.statusCode()).isEqualTo(200);
        assertThat(seen(told).path("state").asText()).isEqualTo("unknown");
    }

    @Test
    void aMalformedPaymentKeepsItsStatus() throws IOException, InterruptedException {
        assertThat(get("/services/hello/goods", "PAYMENT-SIGNATURE", "!!!").statusCode())
                .isEqualTo(400);
    }

    /** All of the offer has its price here, so that nothing may come through. */
    @Test
    void noKeptAttemptToGetPastTheGateReachesTheService() {
        Corpus corpus = new Corpus(Path.of("..", "verifier", "src", "test", "resources", "bypass"));
        Stream<String> requests = Stream.concat(
                corpus.targets().stream().map(target -> "GET " + target + " HTTP/1.1\r\nHost: shop.example\r\n\r\n"),
                corpus.requests("proxy").stream().map(Corpus.Attempt::bytes));
        InetSocketAddress address =
                new InetSocketAddress("127.0.0.1", running.address().getPort());
        List<String> served = requests.map(ProxiesIT::aimedAtTheOffer)
                .filter(request -> {
                    int before = service.calls();
                    RawClient.send(address, request);
                    return service.calls() > before;
                })
                .toList();
        assertThat(served).isEmpty();
    }

    private static String aimedAtTheOffer(String request) {
        return request.replaceAll("services/(mixed|echo|chat)|\\brpc\\b", "services/hello");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/services/hello/../hello/goods",
                "/services//hello/goods",
                "//services/hello/goods",
                "/services/hello/%2e%2e/x",
                "/services/hello%2fgoods",
                "/services/./hello/goods",
                "/services/hello/goods;x=/free",
                "/services/hello\\goods",
                "/x/..%2fservices/hello/goods",
                "http://free.example/services/hello/goods"
            })
    void noSpellingOfThePathIsServedUnpaid(String target) throws IOException {
        int before = service.calls();
        String request = "GET " + target + " HTTP/1.1\r\nHost: shop.example\r\nX-Payment-Payer: 0xforged\r\n"
                + "X-Forwarded-Uri: /free\r\nConnection: close\r\n\r\n";
        try (Socket socket = new Socket("127.0.0.1", running.address().getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            assertThat(answer).startsWith("HTTP/1.1 ").doesNotStartWith("HTTP/1.1 200");
        }
        assertThat(service.calls()).isEqualTo(before);
    }
}
