package io.offerflow.verifier.bypass;

import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.verifier.StubAgent;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kept attempt, on raw sockets. */
class BypassTest {
    private static Ground ground;

    @BeforeAll
    static void start() {
        ground = new Ground();
    }

    @AfterAll
    static void stop() {
        ground.close();
    }

    static Stream<String> targets() {
        return Corpus.own().targets().stream();
    }

    static List<Corpus.Attempt> verifyRequests() {
        return Corpus.own().requests("verify");
    }

    static List<Corpus.Attempt> proxyRequests() {
        return Corpus.own().requests("proxy");
    }

    @ParameterizedTest
    @MethodSource("targets")
    void noSpellingOfAPathThatAnyServerSellsIsLetThroughUnpaid(String target) {
        assertUnpaid(ground, target);
    }

    /** Shared with the properties, which make the targets up. */
    static void assertUnpaid(Ground ground, String target) {
        boolean paid = ServerModel.any(target, Ground::paid);
        String kept = "belongs into targets/found.txt as: " + Corpus.escaped(target);
        for (String answer : ground.verify(target)) {
            assertThat(RawClient.statuses(answer)).as(kept).doesNotContain(500);
            if (paid) {
                assertThat(RawClient.statuses(answer)).as(kept).noneMatch(status -> status < 400);
            }
        }
        String answer = ground.proxyRaw("GET " + target + " HTTP/1.1\r\nHost: shop.example\r\n\r\n");
        List<String> reached = ground.reached();
        assertThat(reached).as(kept).hasSizeLessThanOrEqualTo(1);
        if (paid) {
            assertThat(reached).as(kept).isEmpty();
            assertThat(RawClient.statuses(answer)).as(kept).noneMatch(status -> status < 400);
        }
        Optional<String> normalised = ServerModel.CUTS_PARAMETERS_AFTER_DECODING
                .path(target)
                .map(path -> path.replaceFirst("^/services/[a-z]+/?", "/"));
        reached.forEach(
                seen -> assertThat(ServerModel.DECODES_ALL.path(seen)).as(kept).isEqualTo(normalised));
    }

    @ParameterizedTest
    @MethodSource("verifyRequests")
    void noRequestToTheVerifyListenerIsLetThrough(Corpus.Attempt attempt) {
        assertThat(RawClient.statuses(ground.verifyRaw(attempt.bytes())))
                .noneMatch(status -> status < 400 || status == 500);
    }

    @ParameterizedTest
    @MethodSource("proxyRequests")
    void whatAnyRequestGetsFromAServiceIsFreeAndSaysNothingForged(Corpus.Attempt attempt) {
        ground.proxyRaw(attempt.bytes());
    }

    static List<Corpus.Attempt> agentRequests() {
        return Corpus.own().requests("agent");
    }

    /** Paid for; a title that begins with "chat" is of a request that may be served. */
    @ParameterizedTest
    @MethodSource("agentRequests")
    void ofAnAgentOnlyTheChatCanBeBoughtAndNothingElseIsEvenPriced(Corpus.Attempt attempt) {
        int calls = ground.gate.facilitator.verifyCalls().size();
        List<RawUpstream.Request> reached = ground.paidRaw(attempt.bytes());
        if (attempt.title().startsWith("chat")) {
            assertThat(reached).hasSize(1);
            assertThat(ground.gate.facilitator.verifyCalls()).hasSize(calls + 1);
        } else {
            assertThat(reached).isEmpty();
            assertThat(ground.gate.facilitator.verifyCalls()).hasSize(calls);
        }
        for (RawUpstream.Request request : reached) {
            assertThat(request.line()).isEqualTo("POST /v1/chat/completions HTTP/1.1");
            assertThat(request.header("Authorization")).contains("Bearer " + StubAgent.KEY);
            assertThat(request.header("Content-Type")).contains("application/json");
            assertThat(request.head() + request.body()).doesNotContain("forged");
        }
    }

    @Test
    void whatIsFreeIsServed() {
        assertThat(ground.verify("/services/echo/docs/a%20b").getFirst()).startsWith("HTTP/1.1 200 ");
        assertThat(ground.verify("/open/x?y=/rpc/x").getFirst()).startsWith("HTTP/1.1 200 ");
        assertThat(ground.proxyRaw("GET /services/echo/docs/a%20b?c HTTP/1.1\r\nHost: shop.example\r\n\r\n"))
                .contains("goods");
        assertThat(ground.reached()).containsExactly("/docs/a%20b?c");
    }
}
