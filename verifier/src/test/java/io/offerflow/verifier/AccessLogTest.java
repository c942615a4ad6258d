package io.offerflow.verifier;

import static io.offerflow.verifier.Gate.json;
import static io.offerflow.verifier.Offers.offer;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.fasterxml.jackson.databind.JsonNode;
import io.offerflow.verifier.http.AccessLog;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** One line for each decision, and nothing in it that is nobody's business. */
class AccessLogTest {
    private static final String URI = "/services/echo/a?key=query-secret";

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(AccessLog.LOGGER);
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            lines.add(event.getFormattedMessage());
        }
    };

    @BeforeEach
    void listen() {
        logger.setLevel(Level.INFO);
        logger.setAdditive(false);
        appender.start();
        logger.addAppender(appender);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(appender);
    }

    private static Gate gate(String mode) {
        return Gate.with("", Map.of(VerifierSettings.ACCESS_LOG, mode)).sell(offer("shop", "echo"));
    }

    /** In the order in which the requests ended. */
    private List<JsonNode> written(int count) {
        Awaitility.await().until(() -> lines.size() >= count);
        return lines.stream().map(Gate::json).toList();
    }

    @Test
    void everyDecisionIsTold() {
        String payment = Payments.header(Payments.v2());
        try (Gate gate = gate("all")) {
            Map<String, String> unpaid =
                    Map.of("X-Forwarded-Uri", URI, "X-Forwarded-Host", "shop.example", "X-Forwarded-Method", "POST");
            gate.verify("/verify/shop/echo", unpaid);
            JsonNode challenged = written(1).getLast();
            assertThat(challenged.path("time").asText())
                    .isEqualTo(gate.clock.instant().toString());
            assertThat(challenged.path("listener").asText()).isEqualTo("verify");
            assertThat(challenged.path("method").asText()).isEqualTo("POST");
            assertThat(challenged.path("host").asText()).isEqualTo("shop.example");
            assertThat(challenged.path("offer").asText()).isEqualTo("shop/echo");
            assertThat(challenged.path("route").asText()).isEqualTo("/services/echo");
            assertThat(challenged.path("decision").asText()).isEqualTo("challenged");
            assertThat(challenged.path("reason").asText()).isEqualTo("payment_required");
            assertThat(challenged.path("status").asInt()).isEqualTo(402);
            assertThat(challenged.path("micros").asLong()).isPositive();

            assertThat(gate.pay(URI, payment).statusCode()).isEqualTo(200);
            JsonNode passed = written(2).getLast();
            assertThat(passed.path("decision").asText()).isEqualTo("passed");
            assertThat(gate.verify("/settlements/" + passed.path("payment").asText(), Map.of())
                            .statusCode())
                    .isEqualTo(200);

            assertThat(gate.pay(URI, payment).statusCode()).isEqualTo(402);
            JsonNode denied = written(3).getLast();
            assertThat(denied.path("decision").asText()).isEqualTo("denied");
            assertThat(denied.path("reason").asText()).isEqualTo("payment_already_used");
            assertThat(denied.path("payment")).isEqualTo(passed.path("payment"));
        }
    }

    @Test
    void noPayerSignatureHeaderOrQueryIsTold() {
        try (Gate gate = gate("all")) {
            gate.pay(URI, Payments.header(Payments.v2()));
            gate.verify(
                    "/verify/shop/echo",
                    Map.of("X-Forwarded-Uri", URI, "X-Forwarded-Host", "a b\"c", "X-Forwarded-Method", "say hello"));
            written(2);
            assertThat(String.join("\n", lines))
                    .doesNotContainIgnoringCase(Payments.PAYER.substring(2))
                    .doesNotContain("query-secret", "a b", "hello", "/services/echo/a")
                    .contains("\"method\":\"other\"");
        }
    }

    @Test
    void deniedLeavesOutWhatPassesAndPlainChallenges() {
        try (Gate gate = gate("denied")) {
            gate.forwarded(URI);
            gate.pay(URI, Payments.header(Payments.v2()));
            gate.pay(URI, "rubbish");
            gate.forwarded("/services/nothing");
            written(2);
        }
        assertThat(lines)
                .extracting(line -> json(line).path("reason").asText())
                .containsExactly("invalid_payment_header", "no_route");
    }

    @Test
    void offWritesNothing() {
        try (Gate gate = gate("off")) {
            gate.pay(URI, "rubbish");
        }
        assertThat(lines).isEmpty();
    }

    @Test
    void whatWaitsIsWrittenBeforeTheGateEnds() {
        try (Gate gate = gate("all")) {
            for (int i = 0; i < 50; i++) {
                gate.forwarded(URI);
            }
        }
        assertThat(lines).hasSize(50);
    }
}
