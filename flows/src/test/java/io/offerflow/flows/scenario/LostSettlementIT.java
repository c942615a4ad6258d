package io.offerflow.flows.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.grpc.StatusRuntimeException;
import io.offerflow.api.Json;
import io.offerflow.api.settlement.OpenSettlement;
import io.offerflow.dev.fault.Fault;
import io.offerflow.dev.fault.FaultRule;
import io.offerflow.dev.pay.Buyer;
import io.offerflow.dev.pay.PaymentHeader;
import io.offerflow.dev.pay.PaymentRequired;
import io.offerflow.dev.temporal.TemporalBackend;
import io.offerflow.workflows.client.TemporalConnection;
import io.offerflow.workflows.settlement.Ending;
import io.offerflow.workflows.settlement.SettlementWorkflow;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowStub;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The facilitator's answer is lost: somebody finds out whether money moved, and the buyer gets what he paid for, once. */
class LostSettlementIT extends OnEachStack {
    private LossyStack lossy;
    private Till till;
    private Buyer buyer;
    private long settledBefore;

    /** A payment whose outcome the gate did not learn. */
    private record Lost(HttpRequest request, PaymentHeader payment, String id) {}

    @BeforeEach
    void behindTheProxy() {
        lossy = SharedStacks.STACKS.lossy(kind);
        till = new Till(lossy.stack(), lossy::facilitator);
        buyer = till.buyer();
        settledBefore = lossy.facilitator().settleCalls();
    }

    @AfterEach
    void mend() {
        lossy.proxy().clearRules();
    }

    @Test
    void a_payment_whose_answer_was_lost_is_found_on_the_chain_and_buys_one_delivery() throws Exception {
        Lost lost = lose("found", 300, new Fault.DropAfter());

        assertThat(ending(lost).state()).isEqualTo("settled");
        assertThat(lossy.facilitator().settleCalls() - settledBefore)
                .as("never sent again")
                .isEqualTo(1);
        buysOnce(lost);
        holdsNoSecret(lost);
    }

    @Test
    void a_payment_that_never_arrived_is_sent_again_and_buys_one_delivery() throws Exception {
        Lost lost = lose("again", 300, new Fault.Drop());

        assertThat(ending(lost).state()).isEqualTo("settled");
        assertThat(lossy.facilitator().settleCalls() - settledBefore).isEqualTo(1);
        buysOnce(lost);
        holdsNoSecret(lost);
    }

    @Test
    void a_payment_that_never_arrives_expires_costs_nothing_and_buys_nothing() throws Exception {
        Lost lost = lose("expires", 15, new Fault.Status(500, Map.of(), "lost"), Long.MAX_VALUE);

        assertThat(ending(lost).state()).isEqualTo("expired");
        assertThat(state(lost)).isEqualTo("expired");
        assertThat(buyer.send(lost.request(), lost.payment()).statusCode()).isEqualTo(402);
        assertThat(till.spent(buyer)).isEqualTo(BigInteger.ZERO);
    }

    private Lost lose(String purpose, int seconds, Fault fault) throws IOException, InterruptedException {
        return lose(purpose, seconds, fault, 1);
    }

    /** Sells, lets the buyer pay, and loses what these settle calls come to. */
    private Lost lose(String purpose, int seconds, Fault fault, long calls) throws IOException, InterruptedException {
        Shop shop = Shop.open(lossy.stack(), purpose);
        shop.service("upstream");
        shop.offer("tea", "0.001", spec -> payment(spec).put("maxTimeoutSeconds", seconds));
        shop.awaitReady("tea");
        URI url = till.url(shop.path("tea"));
        HttpRequest request = HttpRequest.newBuilder(url).build();
        HttpResponse<String> asked =
                Patience.until("402", () -> till.get(shop.path("tea")), answer -> answer.statusCode() == 402);
        lossy.proxy().add(FaultRule.on("POST", "/settle", fault).times(calls));
        PaymentHeader payment = buyer.sign(PaymentRequired.of(asked));
        HttpResponse<String> answer = buyer.send(request, payment);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        String status = Json.mapper().readTree(answer.body()).path("statusUrl").asText();
        assertThat(status).contains("/settlements/");
        return new Lost(request, payment, status.substring(status.lastIndexOf('/') + 1));
    }

    @SuppressWarnings("unchecked") // The shop's own map.
    private static Map<String, Object> payment(Map<String, Object> spec) {
        Map<String, Object> copy = new HashMap<>((Map<String, Object>) spec.get("payment"));
        spec.put("payment", copy);
        return copy;
    }

    private void buysOnce(Lost lost) throws IOException, InterruptedException {
        assertThat(state(lost)).isEqualTo("settled");
        assertThat(buyer.send(lost.request(), lost.payment()).statusCode()).isEqualTo(200);
        assertThat(buyer.send(lost.request(), lost.payment()).statusCode()).isEqualTo(402);
        assertThat(till.spent(buyer)).isEqualTo(BigInteger.valueOf(1_000));
    }

    /** As the buyer learns it from the status address. */
    private String state(Lost lost) throws IOException, InterruptedException {
        URI uri = URI.create(lossy.stack().roles().verifyAddress() + "/settlements/" + lost.id());
        try (HttpClient http = HttpClient.newHttpClient()) {
            String body = http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                    .body();
            return Json.mapper().readTree(body).path("state").asText();
        }
    }

    private WorkflowClient temporal() {
        return TemporalConnection.over(lossy.stack().temporal().stubs(), TemporalBackend.NAMESPACE)
                .client();
    }

    private static String workflowId(Lost lost) {
        JsonNode payment = lost.payment().payment();
        JsonNode signed = payment.at("/payload/authorization");
        return new OpenSettlement.Key(
                        payment.at("/accepted/network").asText(),
                        lower(payment.at("/accepted/asset")),
                        lower(signed.path("from")),
                        lower(signed.path("nonce")))
                .workflowId();
    }

    private static String lower(JsonNode text) {
        return text.asText().toLowerCase(Locale.ROOT);
    }

    private Ending ending(Lost lost) throws Exception {
        String id = workflowId(lost);
        Patience.until("the watcher starts " + id, () -> started(id));
        return WorkflowStub.fromTyped(temporal().newWorkflowStub(SettlementWorkflow.class, id))
                .getResult(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS, Ending.class);
    }

    private boolean started(String id) {
        try {
            return !temporal().fetchHistory(id).getEvents().isEmpty();
        } catch (StatusRuntimeException notYet) {
            return false;
        }
    }

    /** Neither what pays nor what lets somebody change the ledger turns up where people look. */
    private void holdsNoSecret(Lost lost) throws IOException {
        String signature =
                lost.payment().payment().at("/payload/signature").asText().substring(2);
        Path state = lossy.stack().state();
        String token = Files.readString(state.resolve("gate-token")).strip();
        StringBuilder places = new StringBuilder();
        String id = workflowId(lost);
        for (HistoryEvent event : temporal().fetchHistory(id).getEvents()) {
            places.append(event.toByteString().toString(StandardCharsets.ISO_8859_1));
        }
        SettlementWorkflow workflow = temporal().newWorkflowStub(SettlementWorkflow.class, id);
        places.append(workflow.describe()).append(workflow.timeline());
        places.append(Serialization.asJson(
                lossy.stack().client().v1().events().inAnyNamespace().list()));
        try (Stream<Path> files = Files.walk(state)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".log")).toList()) {
                places.append(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        assertThat(places.toString()).contains("AskChain", lost.id());
        for (String secret : List.of(signature, token, lost.payment().value())) {
            assertThat(places.indexOf(secret)).as("a secret is shown").isNegative();
        }
    }
}
