package io.offerflow.dev.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import org.assertj.core.groups.Tuple;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class FaultProxyTest {
    private final TestServer server = new TestServer();
    private final FaultProxy proxy = FaultProxy.start(0, Upstream.of(server.address()), InstantSource.system());
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @AfterEach
    void stop() {
        http.shutdownNow();
        proxy.close();
        server.close();
    }

    @Test
    void withoutRulesACallPassesWholeWithItsBodyTypeAndQuery() throws Exception {
        var patch = HttpRequest.newBuilder(URI.create(proxy.address() + "/number?fieldManager=me%2Fyou"))
                .header("Content-Type", "application/apply-patch+yaml")
                .method("PATCH", BodyPublishers.ofString("spec: {price: \"0.001\"}\n"));

        assertThat(http.send(patch.build(), BodyHandlers.ofString()).body())
                .isEqualTo("application/apply-patch+yaml|spec: {price: \"0.001\"}\n|fieldManager=me%2Fyou");
    }

    @Test
    void bodiesWithoutALengthPass() throws Exception {
        var patch = HttpRequest.newBuilder(URI.create(proxy.address() + "/number"))
                .method(
                        "PATCH",
                        BodyPublishers.ofInputStream(() ->
                                new ByteArrayInputStream("x".repeat(100_000).getBytes(StandardCharsets.US_ASCII))));

        assertThat(http.send(patch.build(), BodyHandlers.ofString()).body()).contains("x".repeat(100_000));
    }

    @Test
    void aScriptAnswersAndMayAskTheServer() throws Exception {
        proxy.add(FaultRule.on("POST", "/number", new Fault.Scripted((body, behind) -> {
            String first = behind.ask(body).body();
            return new Fault.Status(
                    200, Map.of(), first + ", " + behind.ask(body).body());
        })));
        assertThat(post().body()).isEqualTo("added 1, added 2");
        assertThat(server.number).hasValue(2);
    }

    @Test
    void journalTellsEveryCallAndCountsWrites() throws Exception {
        get();
        post();
        proxy.add(FaultRule.on("POST", "/number", Fault.serverError(503)));
        post();

        assertThat(proxy.journal().calls())
                .extracting(Call::verb, Call::path, Call::upstream, Call::answered)
                .containsExactly(tuple("GET", 200, 200), tuple("POST", 201, 201), tuple("POST", 0, 503));
        assertThat(proxy.journal().writes()).isEqualTo(2);
        assertThat(proxy.journal().count(call -> call.fault().isPresent())).isEqualTo(1);
    }

    @Test
    void droppedCallNeverReachesTheServer() {
        proxy.add(FaultRule.on("POST", "/number", new Fault.Drop()));

        assertThatThrownBy(this::post).isInstanceOf(IOException.class);
        assertThat(server.number).hasValue(0);
    }

    @Test
    void callDroppedAfterwardsTookEffect() {
        proxy.add(FaultRule.on("POST", "/number", new Fault.DropAfter()));

        assertThatThrownBy(this::post).isInstanceOf(IOException.class);
        assertThat(server.number).hasValue(1);
    }

    @Test
    void delayedCallComesLate() throws Exception {
        proxy.add(FaultRule.on("POST", "/number", new Fault.Delay(Duration.ofMillis(300))));
        Instant before = Instant.now();

        assertThat(post().statusCode()).isEqualTo(201);
        assertThat(Duration.between(before, Instant.now())).isGreaterThanOrEqualTo(Duration.ofMillis(300));
    }

    @Test
    void answerThatComesLateIsOfACallThatTookEffectAtOnce() throws Exception {
        proxy.add(FaultRule.on("POST", "/number", new Fault.DelayAfter(Duration.ofMillis(300))));
        CompletableFuture<HttpResponse<String>> late = http.sendAsync(
                HttpRequest.newBuilder(URI.create(proxy.address() + "/number"))
                        .POST(BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());
        Awaitility.await().until(() -> server.number.get() == 1);
        assertThat(late).isNotDone();
        assertThat(proxy.underWay()).isEqualTo(1);
        assertThat(late.join().statusCode()).isEqualTo(201);
        Awaitility.await().until(() -> proxy.underWay() == 0);
    }

    @Test
    void trickledAnswerIsWholeAndSlow() throws Exception {
        proxy.add(FaultRule.on("POST", "/number", new Fault.Trickle(Duration.ofMillis(300))));
        Instant before = Instant.now();
        assertThat(post().body()).isEqualTo("added 1");
        assertThat(Duration.between(before, Instant.now())).isGreaterThanOrEqualTo(Duration.ofMillis(250));
    }

    @Test
    void resetCallTookEffect() throws Exception {
        proxy.add(FaultRule.on("POST", "/number", new Fault.Reset()));
        try (var socket = new Socket("127.0.0.1", proxy.address().getPort())) {
            String post = "POST /number HTTP/1.1\r\nHost: test\r\nContent-Length: 0\r\n\r\n";
            socket.getOutputStream().write(post.getBytes(StandardCharsets.US_ASCII));
            assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketException.class);
        }
        assertThat(server.number).hasValue(1);
    }

    @Test
    void repeatedCallTakesEffectTwiceAndIsAnsweredOnce() throws Exception {
        proxy.add(FaultRule.on("POST", "/number", new Fault.Repeat(Fault.Which.FIRST)));
        assertThat(post().body()).isEqualTo("added 1");
        proxy.clearRules();
        proxy.add(FaultRule.on("POST", "/number", new Fault.Repeat(Fault.Which.LAST)));
        assertThat(post().body()).isEqualTo("added 4");
    }

    @Test
    void statusIsAnsweredInTheServersPlace() throws Exception {
        for (Fault.Status status : List.of(
                Fault.conflict(),
                Fault.expired(),
                Fault.tooManyRequests(Duration.ofSeconds(2)),
                Fault.serverError(500))) {
            proxy.clearRules();
            proxy.add(FaultRule.on("POST", "/number", status));
            HttpResponse<String> answer = post();
            assertThat(answer.statusCode()).isEqualTo(status.code());
            assertThat(answer.body()).contains("\"kind\":\"Status\"", "\"code\":" + status.code());
            assertThat(answer.headers().firstValue("Retry-After"))
                    .isEqualTo(Optional.ofNullable(status.code() == 429 ? "2" : null));
        }
        assertThat(server.number).hasValue(0);
    }

    @Test
    void ownStatusAndBodyAreAnsweredAsGiven() throws Exception {
        proxy.add(FaultRule.on("POST", "/number", new Fault.Status(402, Map.of("X-Why", "test"), "pay")));

        HttpResponse<String> answer = post();
        assertThat(answer.statusCode()).isEqualTo(402);
        assertThat(answer.body()).isEqualTo("pay");
        assertThat(answer.headers().firstValue("X-Why")).hasValue("test");
    }

    @Test
    void cutAnswerEndsInTheMiddleOfItsBody() throws Exception {
        proxy.add(FaultRule.on("POST", "/number", new Fault.Cut(3)));

        // Not through an HTTP client, which may lose what came before the end.
        try (var socket = new Socket("127.0.0.1", proxy.address().getPort())) {
            String post = "POST /number HTTP/1.1\r\nHost: test\r\nContent-Length: 0\r\n\r\n";
            socket.getOutputStream().write(post.getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 201")
                    .contains("Content-Length: 7\r\n")
                    .endsWith("\r\n\r\nadd");
        }
        assertThat(server.number).hasValue(1);
    }

    @Test
    void staleReadTellsWhatTheLastReadTold() throws Exception {
        get();
        post();
        var stale = proxy.add(FaultRule.on("GET", "/number", new Fault.Stale()));

        assertThat(get().body()).isEqualTo("number 0");
        stale.close();
        assertThat(get().body()).isEqualTo("number 1");
    }

    @Test
    void onlyTheNthMatchingCallIsHit() throws Exception {
        var rule =
                proxy.add(FaultRule.on("POST", "/num*", Fault.conflict()).nth(2).times(2));
        proxy.add(FaultRule.on("POST", "/other", Fault.conflict()));
        get();

        assertThat(List.of(status(), status(), status(), status())).containsExactly(201, 409, 409, 201);
        assertThat(rule.matched()).isEqualTo(4);
        assertThat(rule.hits()).isEqualTo(2);
    }

    @Test
    void ruleMayAskForATextInTheBody() throws Exception {
        proxy.add(FaultRule.on("PATCH", "/number", Fault.conflict()).containing("eth_sendRawTransaction"));

        assertThat(patch("{\"method\":\"eth_call\"}")).isEqualTo(200);
        assertThat(patch("{\"method\":\"eth_sendRawTransaction\"}")).isEqualTo(409);
    }

    @Test
    void globsKnowSegments() {
        var status = FaultRule.on("*", "/apis/obol.org/**/status", new Fault.Drop());
        var offers = FaultRule.on("*", "/apis/*/serviceoffers", new Fault.Drop());

        assertThat(status.path().matcher("/apis/obol.org/v1alpha1/namespaces/a/serviceoffers/b/status"))
                .matches(Matcher::matches);
        assertThat(offers.path().matcher("/apis/v1/serviceoffers")).matches(Matcher::matches);
        assertThat(offers.path().matcher("/apis/obol.org/v1/serviceoffers")).matches(matcher -> !matcher.matches());
        assertThat(status.path().matcher("/apis/obolxorg/a/status")).matches(matcher -> !matcher.matches());
    }

    @Test
    void serverThatIsDownLooksLikeAConnectionThatEnds() {
        server.close();

        assertThatThrownBy(this::post).isInstanceOf(IOException.class);
        assertThat(proxy.journal().calls()).extracting(Call::answered).containsOnly(0);
    }

    @Test
    void tokenIsGivenToCallsThatBringNoneAndIsNeverShown() throws Exception {
        Upstream upstream = Upstream.of(server.address()).withToken("s3cret");
        try (var withToken = FaultProxy.start(0, upstream, InstantSource.system())) {
            var own = HttpRequest.newBuilder(URI.create(withToken.address() + "/number"));
            http.send(own.build(), BodyHandlers.discarding());
            http.send(own.header("Authorization", "Bearer mine").build(), BodyHandlers.discarding());
        }

        assertThat(server.authorizations).containsExactly("Bearer s3cret", "Bearer mine");
        assertThat(upstream.toString()).doesNotContain("s3cret");
    }

    private static Tuple tuple(String verb, int upstream, int answered) {
        return Tuple.tuple(verb, "/number", upstream, answered);
    }

    private HttpRequest request(String method) {
        return HttpRequest.newBuilder(URI.create(proxy.address() + "/number"))
                .method(method, BodyPublishers.noBody())
                .build();
    }

    private HttpResponse<String> get() throws Exception {
        return http.send(request("GET"), BodyHandlers.ofString());
    }

    private HttpResponse<String> post() throws Exception {
        return http.send(request("POST"), BodyHandlers.ofString());
    }

    private int status() throws Exception {
        return post().statusCode();
    }

    private int patch(String body) throws Exception {
        var patch = HttpRequest.newBuilder(URI.create(proxy.address() + "/number"))
                .method("PATCH", BodyPublishers.ofString(body));
        return http.send(patch.build(), BodyHandlers.discarding()).statusCode();
    }
}
