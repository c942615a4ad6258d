package io.offerflow.activities.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.offerflow.workflows.agent.AgentChildren;
import io.offerflow.workflows.agent.HermesView;
import io.offerflow.workflows.agent.Rollout;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HermesLookTest {
    private static final String KEY = "key-5up3r53cr37-0123456789";
    private static final Rollout READY = new Rollout(Rollout.State.Ready, null);

    private record Answer(int status, String body) {}

    private final HermesLook look = new HermesLook();
    private final Deque<Answer> answers = new ArrayDeque<>();
    private final List<String> shown = new ArrayList<>();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
        server.createContext("/health/detailed", exchange -> {
            shown.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            Answer answer = answers.size() > 1 ? answers.pop() : answers.peek();
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private static Secret secret(String key) {
        return new SecretBuilder()
                .withNewMetadata()
                .withName("hermes-api-server")
                .endMetadata()
                .withData(Map.of(
                        AgentChildren.KEY, Base64.getEncoder().encodeToString(key.getBytes(StandardCharsets.UTF_8))))
                .build();
    }

    private HermesView.Health health() {
        return look.view(Map.of(), "", READY, endpoint(), secret(KEY)).health();
    }

    @Test
    void aHermesThatSaysOkToItsKeyIsWell() {
        answers.add(new Answer(200, "{\"status\":\"ok\"}"));
        assertThat(health()).isEqualTo(HermesView.Health.WELL);
        assertThat(shown).containsExactly("Bearer " + KEY);
    }

    @Test
    void oneLostAnswerTakesNobodyFromSale() {
        answers.add(new Answer(503, ""));
        answers.add(new Answer(200, "{\"status\":\"ok\"}"));
        assertThat(health()).isEqualTo(HermesView.Health.WELL);
    }

    @Test
    void whatIsWrongIsToldByItsName() {
        answers.add(
                new Answer(
                        200,
                        "{\"status\":\"degraded\",\"readiness\":{\"checks\":{\"disk\":{\"status\":\"ok\"},\"model\":{\"status\":\"missing\"}}}}"));
        assertThat(health()).isEqualTo(HermesView.Health.unwell("Hermes says: model is missing"));
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 404, 500})
    void anotherStatusIsToldAndTheKeyIsNot(int status) {
        answers.add(new Answer(status, "Bearer " + KEY));
        assertThat(health()).isEqualTo(HermesView.Health.unwell("GET /health/detailed answers " + status));
    }

    @Test
    void nobodyThereAndNoJsonAreNotWell() {
        answers.add(new Answer(200, "<html>"));
        assertThat(health().state()).isEqualTo(HermesView.State.Unwell);
        String gone = endpoint();
        server.stop(0);
        HermesView.Health health =
                look.view(Map.of(), "", READY, gone, secret(KEY)).health();
        assertThat(health).isEqualTo(HermesView.Health.unwell("GET /health/detailed: ConnectException"));
    }

    @Test
    void aKeyThatNoHeaderCarriesIsNotShownToPeople() {
        answers.add(new Answer(200, "{\"status\":\"ok\"}"));
        HermesView.Health health = look.view(Map.of(), "", READY, endpoint(), secret("line\nbreak-0123456789"))
                .health();
        assertThat(health).isEqualTo(HermesView.Health.unwell("the API key cannot be sent"));
    }

    @Test
    void aPodThatIsNotReadyIsNotAsked() {
        Rollout rollout = new Rollout(Rollout.State.Progressing, null);
        assertThat(look.view(Map.of(), "", rollout, endpoint(), secret(KEY)).health())
                .isEqualTo(HermesView.Health.NOT_ASKED);
        assertThat(look.view(Map.of(), "", READY, endpoint(), null).health()).isEqualTo(HermesView.Health.NOT_ASKED);
        assertThat(shown).isEmpty();
    }
}
