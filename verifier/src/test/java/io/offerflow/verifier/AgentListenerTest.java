package io.offerflow.verifier;

import static io.offerflow.verifier.Gate.json;
import static io.offerflow.verifier.Gate.reason;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offerflow.verifier.StubAgent.Asked;
import io.offerflow.verifier.StubAgent.Reply;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Agents at the public listener: one question for one payment, and nothing else. */
class AgentListenerTest {
    /** The fourth account that anvil comes with. */
    private static final Wallet OTHER = new Wallet("7c852118294e51e653712a81e05800f419141751be58f605c371e15141b007a6");

    private static final String OTHERS_ADDRESS = "0x90F79bf6EB2c4f870365E785982E1f101E93b906";
    private static final String SSE = "text/event-stream";

    private StubAgent agent;
    private Gate gate;

    @BeforeEach
    void start() {
        gate = Gate.with("").sell(StubAgent.offer("quant"));
        agent = new StubAgent().serves(gate, "quant");
    }

    @AfterEach
    void stop() {
        gate.close();
        agent.close();
    }

    private static Map<String, String> payment() {
        return Map.of("PAYMENT-SIGNATURE", Payments.header(Payments.v2()));
    }

    private static Map<String, String> paying(String... more) {
        Map<String, String> headers = new HashMap<>(payment());
        for (int i = 0; i < more.length; i += 2) {
            headers.put(more[i], more[i + 1]);
        }
        return headers;
    }

    private HttpResponse<String> ask(Map<String, String> headers) {
        return agent.asks(gate, headers);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /api/sessions, 404",
        "GET, /api/sessions/api-0011223344556677/messages, 404",
        "POST, /api/sessions/x/chat, 404",
        "POST, /api/jobs, 404",
        "DELETE, /api/jobs/0123456789ab, 404",
        "POST, /api/cron/fire, 404",
        "POST, /api/platforms/slack/events, 404",
        "POST, /v1/responses, 404",
        "GET, /v1/responses/resp_1, 404",
        "DELETE, /v1/responses/resp_1, 404",
        "POST, /v1/runs, 404",
        "POST, /v1/runs/r/approval, 404",
        "GET, /v1/runs/r/events, 404",
        "GET, /v1/skills, 404",
        "GET, /v1/toolsets, 404",
        "GET, /v1/capabilities, 404",
        "GET, /health/detailed, 404",
        "GET, /health, 404",
        "POST, /p/other/v1/chat/completions, 404",
        "POST, /v1/chat/completions/x, 404",
        "POST, /V1/chat/completions, 404",
        "POST, /%61pi/sessions, 404",
        "GET, /v1/chat/completions, 405",
        "DELETE, /v1/chat/completions, 405",
        "OPTIONS, /v1/chat/completions, 405",
        "PUT, '', 405",
        "POST, /v1/models, 405",
    })
    void whatIsNotForBuyersIsRefusedWithoutAPriceAndWithAPayment(String method, String rest, int status) {
        for (Map<String, String> headers : List.of(Map.<String, String>of(), payment())) {
            HttpResponse<String> answer = agent.asks(gate, method, rest, headers, "");
            assertThat(answer.statusCode()).isEqualTo(status);
            assertThat(answer.headers().map()).doesNotContainKeys("payment-required", "payment-response");
            assertThat(reason(answer)).isEqualTo(status == 404 ? "no_route" : "method_not_allowed");
            assertThat(answer.headers().firstValue("Allow").isPresent()).isEqualTo(status == 405);
        }
        assertThat(agent.asked()).isEmpty();
        assertThat(gate.facilitator.verifyCalls()).isEmpty();
    }

    @Test
    void thePriceIsShownAtTheOffersAddressAndAPaymentIsNotTakenThere() {
        HttpResponse<String> price = agent.asks(gate, "GET", "", Map.of(), "");
        assertThat(price.statusCode()).isEqualTo(402);
        assertThat(Gate.header(price, "PAYMENT-REQUIRED")
                        .at("/accepts/0/extra/agentSkills/0")
                        .asText())
                .isEqualTo("gas");
        HttpResponse<String> paid = agent.asks(gate, "GET", "", payment(), "");
        assertThat(paid.statusCode()).isEqualTo(405);
        assertThat(paid.headers().firstValue("Allow")).contains("GET, HEAD, POST");
        assertThat(gate.facilitator.verifyCalls()).isEmpty();
    }

    @Test
    void theListOfModelsIsFreeAndAsksNobody() {
        HttpResponse<String> answer = agent.asks(gate, "GET", "/v1/models", Map.of(), "");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer.body()).at("/data/0/id").asText()).isEqualTo("m");
        assertThat(agent.asked()).isEmpty();
    }

    @Test
    void aHiddenModelIsNotListedEither() {
        gate.close();
        gate = Gate.with("", Map.of(VerifierSettings.SHOW_AGENT_MODEL, "false")).sell(StubAgent.offer("quant"));
        agent.serves(gate, "quant");
        assertThat(json(agent.asks(gate, "GET", "/v1/models", Map.of(), "").body())
                        .at("/data/0/id")
                        .asText())
                .isEqualTo("quant");
    }

    @Test
    void noSkillsAreToldOfAnAgentWithoutAny() {
        gate.sell(StubAgent.offer("plain").with("/status/agentResolution", "{'model':'m','runtime':'hermes'}"));
        HttpResponse<String> price = gate.proxied("/services/plain");
        assertThat(Gate.header(price, "PAYMENT-REQUIRED").at("/accepts/0/extra").has("agentSkills"))
                .isFalse();
    }

    @Test
    void aGatewayThatOnlyAsksTheGateGetsNoAgent() {
        HttpResponse<String> answer = gate.forwarded("/services/quant/v1/chat/completions");
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(reason(answer)).isEqualTo("not_served_here");
        assertThat(gate.pay("/services/quant", Payments.header(Payments.v2())).statusCode())
                .isEqualTo(403);
        assertThat(gate.facilitator.verifyCalls()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"/settlement, Upfront", "/gate, ForwardAuth"})
    void anAgentThatWouldBePaidForBeforeItsRunIsNotSold(String field, String value) {
        gate.sell(StubAgent.offer("early").with("/spec" + field, "'" + value + "'"));
        assertThat(gate.proxied("/services/early").statusCode()).isEqualTo(403);
    }

    @Test
    void anAgentOfAnotherNamespaceIsNotSold() {
        gate.sell(StubAgent.offer("foreign").with("/spec/agent", "{'ref':{'name':'quant','namespace':'elsewhere'}}"));
        assertThat(reason(gate.proxied("/services/foreign"))).isEqualTo("offer_quarantined");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/v1", "/chat/completions", "/v1/chat/completions", "/v1/chat/completions?x=/api"})
    void aQuestionUnderAnyOfItsNamesIsAnsweredAndPaid(String rest) {
        HttpResponse<String> answer = agent.asks(gate, "POST", rest, payment(), StubAgent.QUESTION);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("because");
        assertThat(agent.asked().getFirst().line()).isEqualTo("POST /v1/chat/completions");
        assertThat(gate.facilitator.settleCalls()).hasSize(1);
        assertThat(answer.headers().map())
                .doesNotContainKey("x-hermes-session-id")
                .containsKey("payment-response");
    }

    @Test
    void aFreeGreetingGivesNoFreeChat() {
        gate.sell(StubAgent.offer("greets").with("/spec/routes", "[{'path':'/','gate':'free'},{'path':'/*'}]"));
        agent.serves(gate, "greets");
        assertThat(agent.asks(gate, "POST", "", Map.of(), StubAgent.QUESTION).statusCode())
                .isEqualTo(404);
        assertThat(agent.asked()).isEmpty();
    }

    @Test
    void whereWalletsSignInTheyStillDoAndNobodyElseAsksTheAgent() {
        gate.sell(StubAgent.offer("guests").with("/spec/routes", "[{'path':'/*','gate':'auth'}]"));
        agent.serves(gate, "guests");
        assertThat(agent.asks(gate, "GET", "/auth", Map.of("Accept", "text/html"), "")
                        .statusCode())
                .isEqualTo(401);
        assertThat(agent.asks(gate, "POST", "", Map.of(), StubAgent.QUESTION).statusCode())
                .isEqualTo(401);
        assertThat(agent.asks(gate, "GET", "/api/sessions", Map.of(), "").statusCode())
                .isEqualTo(404);
        assertThat(agent.asked()).isEmpty();
    }

    @Test
    void nothingOfABuyersHeadReachesTheAgent() {
        ask(paying(
                "X-Hermes-Session-Id", "api-of-somebody-else",
                "X-Hermes-Session-Key", "of-somebody-else",
                "X-Hermes-Anything", "x",
                "X_Hermes_Session_Id", "api-of-somebody-else",
                "Idempotency-Key", "of-somebody-else",
                "Authorization", "Bearer forged",
                "Content-Type", "application/json; charset=utf-7",
                "Cookie", "a=b",
                "Origin", "https://elsewhere.example",
                "X-HTTP-Method-Override", "DELETE"));
        Asked asked = agent.asked().getFirst();
        assertThat(asked.headers().keySet())
                .isSubsetOf(Set.of(
                        "accept-encoding",
                        "authorization",
                        "connection",
                        "content-length",
                        "content-type",
                        "host",
                        "http2-settings",
                        "upgrade",
                        "user-agent",
                        "x-forwarded-for",
                        "x-forwarded-host",
                        "x-forwarded-proto",
                        "x-hermes-session-key",
                        "x-payment-payer",
                        "x-verified-wallet"));
        assertThat(asked.headers())
                .containsEntry("authorization", "Bearer " + StubAgent.KEY)
                .containsEntry("content-type", "application/json")
                .containsEntry("accept-encoding", "identity");
        assertThat(asked.headers().toString() + asked.body()).doesNotContain("of-somebody-else");
    }

    @Test
    void equalQuestionsOfTwoBuyersAreTwoConversationsWithEqualNamesToo() {
        for (String name : new String[] {"", "chat-1"}) {
            agent.asked().clear();
            Map<String, String> named = name.isEmpty() ? Map.of() : Map.of("X-Conversation-Id", name);
            Map<String, String> mine = new HashMap<>(named);
            mine.putAll(payment());
            Map<String, String> his = new HashMap<>(named);
            his.put("PAYMENT-SIGNATURE", paymentOfAnother());
            assertThat(ask(mine).statusCode()).isEqualTo(200);
            assertThat(ask(his).statusCode()).isEqualTo(200);
            Asked one = agent.asked().getFirst();
            Asked other = agent.asked().getLast();
            assertThat(one.headers().get("x-hermes-session-key"))
                    .isNotEqualTo(other.headers().get("x-hermes-session-key"));
            assertThat(systemOf(one)).isNotEqualTo(systemOf(other));
            assertThat(one.headers().containsKey("x-hermes-session-id")).isEqualTo(!name.isEmpty());
            if (!name.isEmpty()) {
                assertThat(one.headers().get("x-hermes-session-id"))
                        .isNotEqualTo(other.headers().get("x-hermes-session-id"))
                        .matches("[0-9a-f]{64}");
            }
        }
    }

    @Test
    void aNamedConversationGoesOnAndOneWithoutANameBeginsAnew() {
        for (int i = 0; i < 2; i++) {
            ask(paying("X-Conversation-Id", "chat-1"));
            ask(payment());
        }
        List<Asked> asked = agent.asked();
        assertThat(asked.get(0).headers().get("x-hermes-session-id"))
                .isEqualTo(asked.get(2).headers().get("x-hermes-session-id"));
        assertThat(systemOf(asked.get(1))).isNotEqualTo(systemOf(asked.get(3)));
    }

    private static String systemOf(Asked asked) {
        return json(asked.body()).at("/messages/0/content").asText();
    }

    private static String paymentOfAnother() {
        ObjectNode payment = Payments.v2();
        Payments.authorization(payment).put("from", OTHERS_ADDRESS);
        return Payments.header(Payments.sign(payment, OTHER));
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of("model down", answer(200, completion("error"), "X-Hermes-Completed", "false")),
                Arguments.of("finish_reason only", answer(200, completion("error"))),
                Arguments.of("header only", answer(200, completion("stop"), "X-Hermes-Completed", "False")),
                Arguments.of("hermes.failed", answer(200, with("\"hermes\":{\"failed\":true}"))),
                Arguments.of("hermes.completed", answer(200, with("\"hermes\":{\"completed\":false}"))),
                Arguments.of("an error beside the answer", answer(200, with("\"error\":{\"message\":\"x\"}"))),
                Arguments.of("no completion", answer(200, "{\"object\":\"chat.completion\"}")),
                Arguments.of("no JSON", answer(200, "because")),
                Arguments.of("cut JSON", answer(200, completion("stop").replace("}", ""))),
                Arguments.of("a page", reply(200, "text/html", completion("stop"))),
                Arguments.of("compressed", answer(200, completion("stop"), "Content-Encoding", "gzip")),
                Arguments.of("nothing", reply(204, "application/json", "")),
                Arguments.of("a redirect", answer(302, completion("stop"), "Location", "http://elsewhere/")),
                Arguments.of("agent_incomplete", answer(502, "{\"error\":{\"code\":\"agent_incomplete\"}}")),
                Arguments.of("its key refused", answer(401, "{\"error\":{\"code\":\"invalid_api_key\"}}")),
                Arguments.of("a stream that ends in an error", reply(200, SSE, stream("error", true))),
                Arguments.of(
                        "a stream with an error", reply(200, SSE, "data: {\"error\":{}}\n\n" + stream("stop", true))),
                Arguments.of(
                        "a stream with an error event",
                        reply(200, SSE, "event: error\ndata: x\n\n" + stream("stop", true))),
                Arguments.of(
                        "a stream without its end",
                        reply(200, SSE, stream("stop", true).split("data: \\{\"choices\":\\[\\{\"delta\":\\{}")[0])),
                Arguments.of(
                        "more than can be held",
                        reply(200, SSE, "data: {\"x\":\"" + "y".repeat(9 << 20) + "\"}\n\n" + stream("stop", true))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failures")
    void aRunThatWasNotCompletedIsNotPaidForAndNothingOfItIsGivenAway(String what, Reply reply) {
        agent.answers(reply);
        HttpResponse<String> answer = ask(payment());
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(reason(answer)).isEqualTo("agent_incomplete");
        assertThat(answer.body()).doesNotContain("because", "invalid_api_key");
        assertThat(gate.facilitator.settleCalls()).isEmpty();
    }

    @Test
    void whoWasNotServedMayUseTheSamePaymentAgain() {
        Map<String, String> payment = payment();
        agent.answers(answer(200, completion("error")));
        assertThat(ask(payment).statusCode()).isEqualTo(502);
        agent.answers(StubAgent.GOOD);
        assertThat(ask(payment).statusCode()).isEqualTo(200);
        assertThat(gate.facilitator.settleCalls()).hasSize(1);
    }

    @Test
    void aBusyAgentsWordReachesTheBuyerWithoutCharge() {
        agent.answers(answer(429, "{\"error\":{\"code\":\"rate_limit_exceeded\"}}", "Retry-After", "1"));
        HttpResponse<String> answer = ask(payment());
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValue("Retry-After")).contains("1");
        assertThat(gate.facilitator.settleCalls()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aStreamIsHeldUntilItsRunWasCompletedAndDeliveredWhole(boolean done) {
        String stream =
                "event: hermes.tool.progress\ndata: {\"tool\":\"terminal\"}\n\n: keepalive\n\n" + stream("stop", done);
        agent.answers(reply(200, SSE, stream));
        HttpResponse<String> answer = ask(payment());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(stream);
        assertThat(gate.facilitator.settleCalls()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no json",
                "[]",
                "{}",
                "{\"messages\":\"x\"}",
                "{\"messages\":[]} {}",
                "{\"messages\":[",
                "{\"messages\":[],\"messages\":[]}"
            })
    void whatIsNoQuestionIsRefusedBeforeAnythingIsPaid(String body) {
        HttpResponse<String> answer = agent.asks(gate, "POST", "/v1/chat/completions", payment(), body);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(agent.asked()).isEmpty();
        assertThat(gate.facilitator.verifyCalls()).isEmpty();
    }

    @Test
    void theBodyBringsNoNameOfAnythingStored() {
        agent.asks(
                gate,
                "POST",
                "",
                payment(),
                "{\"previous_response_id\":\"r\",\"conversation\":\"c\",\"store\":true,\"session_id\":\"s\",\"user\":\"u\","
                        + "\"metadata\":{\"a\":[1]},\"model\":\"m\",\"stream\":false,\"messages\":[{\"role\":\"user\",\"content\":\"why?\"}]}");
        JsonNode body = json(agent.asked().getFirst().body());
        assertThat(body.properties().stream().map(Map.Entry::getKey))
                .containsExactlyInAnyOrder("model", "stream", "messages");
        assertThat(body.at("/messages/1/content").asText()).isEqualTo("why?");
        assertThat(systemOf(agent.asked().getFirst()).toLowerCase(Locale.ROOT)).contains(Payments.PAYER);
    }

    @Test
    void anAgentThatIsNotReadyIsNotSoldAndNobodyIsCharged() {
        gate.targets.clear();
        assertThat(ask(payment()).statusCode()).isEqualTo(503);
        gate.sell(Offers.offer("shop", "later").with("/spec/type", "'agent'"));
        assertThat(reason(gate.proxied("/services/later"))).isEqualTo("offer_withdrawn");
        assertThat(gate.facilitator.settleCalls()).isEmpty();
    }

    private static String completion(String end) {
        return "{\"choices\":[{\"message\":{\"content\":\"because\"},\"finish_reason\":\"" + end + "\"}]}";
    }

    private static String with(String more) {
        return completion("stop").replaceFirst("\\{", "{" + more + ",");
    }

    private static String stream(String end, boolean done) {
        return "data: {\"choices\":[{\"delta\":{\"content\":\"because\"},\"finish_reason\":null}]}\n\n"
                + "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"" + end + "\"}]}\n\n"
                + (done ? "data: [DONE]\n\n" : "");
    }

    private static Reply answer(int status, String body, String... more) {
        Map<String, String> headers = new HashMap<>(Map.of("Content-Type", "application/json"));
        for (int i = 0; i < more.length; i += 2) {
            headers.put(more[i], more[i + 1]);
        }
        return new Reply(status, headers, body);
    }

    private static Reply reply(int status, String type, String body) {
        return new Reply(status, Map.of("Content-Type", type), body);
    }
}
