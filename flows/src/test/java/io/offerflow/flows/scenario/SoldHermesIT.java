package io.offerflow.flows.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.offerflow.api.Json;
import io.offerflow.api.ResourceKind;
import io.offerflow.dev.hermes.ModelStub;
import io.offerflow.dev.pay.Buyer;
import io.offerflow.dev.pay.PaymentRequired;
import io.offerflow.dev.stack.DevStack;
import io.offerflow.workflows.agent.AgentChildren;
import io.offerflow.workflows.entity.ChildKind;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real Hermes on sale: what buyers get, what they pay for, and what they never get to see. */
class SoldHermesIT {
    private static final BigInteger PRICE = BigInteger.valueOf(1_000);
    /** Everything that Hermes 0.19 serves beside its chat. */
    private static final List<String> NOT_FOR_BUYERS = List.of(
            "GET /api/sessions",
            "POST /api/sessions",
            "GET /api/sessions/x",
            "PATCH /api/sessions/x",
            "DELETE /api/sessions/x",
            "GET /api/sessions/x/messages",
            "POST /api/sessions/x/fork",
            "POST /api/sessions/x/chat",
            "POST /api/sessions/x/chat/stream",
            "POST /api/platforms/slack/events",
            "GET /api/jobs",
            "POST /api/jobs",
            "GET /api/jobs/0123456789ab",
            "POST /api/jobs/0123456789ab/run",
            "POST /api/cron/fire",
            "POST /v1/responses",
            "GET /v1/responses/x",
            "POST /v1/runs",
            "GET /v1/runs/x",
            "POST /v1/runs/x/approval",
            "GET /v1/capabilities",
            "GET /v1/skills",
            "GET /v1/toolsets",
            "GET /health/detailed",
            "POST /p/default/v1/chat/completions",
            "GET /p/default/api/sessions");

    @TempDir
    static Path state;

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static HermesStack hermes;
    private static ModelStub model;
    private static DevStack stack;
    private static Shop shop;
    private static Till till;

    @BeforeAll
    static void sell() {
        hermes = HermesStack.start(state, Map.of());
        model = hermes.model();
        stack = hermes.stack();
        shop = Shop.open(stack, "sold");
        till = new Till(stack);
        agent();
        offer();
        shop.awaitReady("quant");
    }

    @AfterAll
    static void stop() {
        if (hermes != null) {
            hermes.close();
        }
    }

    @BeforeEach
    void modelIsUp() {
        model.down(false);
        // What a model is told, it could tell.
        model.answers(question -> String.join(" | ", question.others()));
    }

    @Test
    void aPaidQuestionIsAnsweredByTheAgentsModelAndSettled() throws Exception {
        HttpResponse<String> unpaid = HTTP.send(question("what for?"), BodyHandlers.ofString());
        assertThat(unpaid.statusCode()).isEqualTo(402);
        JsonNode extra = Json.mapper().readTree(unpaid.body()).at("/accepts/0/extra");
        assertThat(extra.path("agentModel").asText()).isEqualTo("m-one");
        assertThat(extra.path("agentRuntime").asText()).isEqualTo("hermes");

        Buyer buyer = till.buyer();
        HttpResponse<String> paid = buyer.send(question("what for?"));
        assertThat(paid.statusCode()).as(paid.body()).isEqualTo(200);
        assertThat(paid.body()).contains("user: what for?");
        assertThat(paid.headers().map()).containsKey("payment-response").doesNotContainKey("x-hermes-session-id");
        HttpResponse<String> streamed =
                buyer.send(question("{'stream':true,'messages':[{'role':'user','content':'and now?'}]}"));
        assertThat(streamed.body()).contains("user: and now?").endsWith("data: [DONE]\n\n");
        assertThat(till.spent(buyer)).isEqualTo(PRICE.multiply(BigInteger.TWO));
    }

    /** Hermes runs for all buyers under one user: whoever can run a command or read a file is with all others. */
    @Test
    void aBuyersQuestionHasNoToolThatReachesBeyondItsConversation() throws Exception {
        assertThat(till.buyer().send(question("what can you do?")).statusCode()).isEqualTo(200);
        assertThat(model.questions().getLast().tools())
                .containsExactly("skill_manage", "skill_view", "skills_list", "todo");
    }

    @Test
    void whileTheModelIsDownNobodyPaysAndNobodyGetsAnything() throws Exception {
        model.down(true);
        Buyer buyer = till.buyer();
        for (String stream : List.of("false", "true")) {
            HttpResponse<String> failed = buyer.send(
                    question("{'stream':" + stream + ",'messages':[{'role':'user','content':'is anybody there?'}]}"));
            assertThat(failed.statusCode()).as(failed.body()).isEqualTo(502);
            assertThat(failed.body()).contains("agent_incomplete").doesNotContain("127.0.0.1");
        }
        assertThat(till.spent(buyer)).isZero();
        model.down(false);
        assertThat(buyer.send(question("and now?")).statusCode()).isEqualTo(200);
        assertThat(till.spent(buyer)).isEqualTo(PRICE);
    }

    @Test
    void buyersWithEqualFirstMessagesAndNamesSeeNothingOfEachOther() throws Exception {
        Buyer one = till.buyer();
        Buyer other = till.buyer();
        int before = sessions().size();
        for (String name : new String[] {"", "chat-1"}) {
            one.send(named("hello", name));
            one.send(named("my word is blue", name));
            other.send(named("hello", name));
        }
        // A name and two wallets make two sessions, and each of the three questions without a name is one of its own.
        assertThat(sessions()).hasSize(before + 3 + 2);
        String seen = "";
        for (String name : new String[] {"", "chat-1"}) {
            seen += other.send(named("what is the word?", name)).body();
            seen += other.send(HttpRequest.newBuilder(named("what is the word?", name), (header, value) -> true)
                            .header("X-Hermes-Session-Id", sessions().getFirst())
                            .header("X-Hermes-Session-Key", "x")
                            .build())
                    .body();
        }
        assertThat(seen).contains("user: hello").doesNotContain("blue");
        assertThat(one.send(named("what is the word?", "chat-1")).body()).contains("my word is blue");
    }

    @Test
    void nothingButTheChatCanBeHadForNothingOrForMoney() throws Exception {
        Buyer buyer = till.buyer();
        long calls = till.facilitatorCalls();
        HttpResponse<String> price = HTTP.send(question("x"), BodyHandlers.ofString());
        String payment = buyer.sign(PaymentRequired.of(price)).value();
        for (String request : NOT_FOR_BUYERS) {
            String[] parts = request.split(" ");
            for (String header : new String[] {"X-Nothing", "PAYMENT-SIGNATURE"}) {
                HttpResponse<String> answer = HTTP.send(
                        HttpRequest.newBuilder(till.url(shop.path("quant") + parts[1]))
                                .method(parts[0], BodyPublishers.ofString("{}"))
                                .header(header, payment)
                                .build(),
                        BodyHandlers.ofString());
                assertThat(answer.statusCode()).as(request).isEqualTo(404);
                assertThat(answer.body()).contains("no_route");
            }
        }
        assertThat(till.facilitatorCalls()).isEqualTo(calls);
        assertThat(till.spent(buyer)).isZero();
    }

    /** As the agent's owner sees them, newest first. */
    private static List<String> sessions() throws Exception {
        URI agent = stack.hermes().orElseThrow().address(shop.namespace()).orElseThrow();
        HttpResponse<String> answer = HTTP.send(
                HttpRequest.newBuilder(URI.create(agent + "/api/sessions?limit=200"))
                        .header("Authorization", "Bearer " + key())
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        return Json.mapper().readTree(answer.body()).path("data").findValuesAsText("id");
    }

    private static String key() {
        String encoded = shop.kube()
                .secrets()
                .inNamespace(shop.namespace())
                .withName(AgentChildren.name(ChildKind.SECRET))
                .get()
                .getData()
                .get(AgentChildren.KEY);
        return new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
    }

    private static HttpRequest named(String text, String name) {
        HttpRequest question = question(text);
        return name.isEmpty()
                ? question
                : HttpRequest.newBuilder(question, (header, value) -> true)
                        .header("X-Conversation-Id", name)
                        .build();
    }

    /** @param text what the user says, or the whole body */
    private static HttpRequest question(String text) {
        String body = text.startsWith("{")
                ? text.replace('\'', '"')
                : "{\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]}";
        return HttpRequest.newBuilder(till.url(shop.path("quant") + "/v1/chat/completions"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
    }

    private static void agent() {
        GenericKubernetesResource agent = new GenericKubernetesResource();
        agent.setApiVersion(ResourceKind.API_VERSION);
        agent.setKind("Agent");
        agent.setMetadata(new ObjectMetaBuilder()
                .withNamespace(shop.namespace())
                .withName("quant")
                .build());
        agent.setAdditionalProperty("spec", Map.of("model", "m-one"));
        shop.create(agent);
    }

    private static void offer() {
        Map<String, Object> spec = new HashMap<>(shop.spec("quant", "0.001"));
        spec.remove("upstream");
        spec.put("type", "agent");
        spec.put("agent", Map.of("ref", Map.of("name", "quant", "namespace", shop.namespace())));
        shop.create(shop.object("quant", spec));
    }
}
