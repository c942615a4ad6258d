package io.offerflow.flows.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import io.fabric8.kubernetes.api.model.Config;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.offerflow.api.Agent;
import io.offerflow.api.condition.ConditionType;
import io.offerflow.api.condition.Reason;
import io.offerflow.dev.pay.Buyer;
import io.offerflow.dev.pay.PaymentHeader;
import io.offerflow.dev.pay.PaymentRequired;
import io.offerflow.workflows.agent.WalletSecrets;
import io.offerflow.workflows.offer.ServiceOfferWorkflow;
import io.temporal.api.history.v1.HistoryEvent;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** No secret that comes near the system turns up where people look. */
class SecretsIT extends OnEachStack {
    private static final String STORED = "sk-stored-51d0c6a7";
    private static final String BEARER = "sk-bearer-9b6e02f3";
    private static final String COOKIE = "sk-cookie-27ad4418";
    private static final String MALFORMED = "sk-malformed-payment-c3f1";

    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Logger ours = (Logger) LoggerFactory.getLogger("io.offerflow");
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

    @TempDir
    Path dumps;

    /** What runs in this JVM tells everything; processes of their own tell what they tell by default. */
    @BeforeEach
    void listen() {
        logged.start();
        root.addAppender(logged);
        ours.setLevel(Level.DEBUG);
    }

    @AfterEach
    void stopListening() {
        ours.setLevel(null);
        root.detachAppender(logged);
    }

    @Test
    void no_secret_turns_up_in_histories_events_status_metrics_logs_or_thread_dumps() throws Exception {
        Shop shop = shop("secrets");
        ThreadDumps threads = ThreadDumps.start(dumps);
        Till till = new Till(shop.stack());
        List<String> secrets = new ArrayList<>(List.of(
                STORED, base64(STORED), BEARER, COOKIE, MALFORMED, base64(MALFORMED), Stacks.ENVIRONMENT_SECRET));
        clusterToken(shop).ifPresent(secrets::add);
        storeSecret(shop);
        secrets.addAll(trade(shop, till));
        live(shop);
        secrets.addAll(wallet(shop));

        Map<String, String> places = places(shop, till);
        String dumped = threads.text();
        assertThat(dumped).as("dumps of all processes").contains("\"main\"", "io.offerflow");
        places.put("thread dumps", dumped + " tea");

        places.forEach((place, text) -> {
            assertThat(text).as(place + " is not empty").contains("tea");
            secrets.forEach(secret -> assertThat(text.contains(secret))
                    .as(secret + " in " + place)
                    .isFalse());
        });
    }

    /** Buys, replays, and sends rubbish, all with credentials meant for the upstream; returns what was signed. */
    private static List<String> trade(Shop shop, Till till) throws IOException, InterruptedException {
        shop.sell("tea", "0.001");
        Buyer buyer = till.buyer();
        HttpRequest request = HttpRequest.newBuilder(till.url(shop.path("tea")))
                .header("Authorization", "Bearer " + BEARER)
                .header("Cookie", "session=" + COOKIE)
                .build();
        PaymentHeader payment = buyer.sign(PaymentRequired.of(till.get(shop.path("tea"))));
        assertThat(buyer.send(request, payment).statusCode()).isEqualTo(200);
        assertThat(buyer.send(request, payment).statusCode())
                .as("the same payment again")
                .isNotEqualTo(200);
        HttpRequest rubbish = HttpRequest.newBuilder(request, (name, value) -> true)
                .header(payment.name(), base64(MALFORMED))
                .build();
        assertThat(buyer.send(rubbish).statusCode()).isNotEqualTo(200);
        String signature = payment.payment().at("/payload/signature").asText();
        assertThat(signature).startsWith("0x").hasSizeGreaterThan(100);
        return List.of(payment.value(), signature, signature.substring(2));
    }

    /** Failures and repairs, which write most. */
    private static void live(Shop shop) {
        ServiceOfferWorkflow workflow = new Story(shop.stack(), shop.ref("tea")).workflow();
        shop.edit("tea", "{\"spec\":{\"upstream\":{\"service\":\"nowhere\"}}}");
        shop.await("tea", ConditionType.UPSTREAM_HEALTHY, Reason.MissingService);
        shop.edit("tea", "{\"spec\":{\"upstream\":{\"service\":\"upstream\"}}}");
        shop.awaitReady("tea");
        workflow.pause();
        workflow.resume();
        shop.route("tea").delete();
        Patience.until("repaired", () -> shop.route("tea").get() != null);
    }

    /** An agent with a wallet, the loss of its token, of its keystore, and a new one; returns all that was secret on the way. */
    private static List<String> wallet(Shop shop) throws Exception {
        Set<String> secrets = new TreeSet<>();
        AgentWalletIT.apply(shop, "Retain");
        String first =
                AgentWalletIT.await(shop, Reason.WalletReady).statusOrEmpty().walletAddress();
        secrets.addAll(AgentWalletIT.secrets(shop));
        AgentWalletIT.keystore(shop).edit(secret -> new SecretBuilder(secret)
                .removeFromData(WalletSecrets.TOKEN)
                .build());
        AgentWalletIT.annotate(shop, "obol.org/reconcile-at", "1");
        Patience.until(
                "a new token",
                () -> AgentWalletIT.keystore(shop).get().getData().containsKey(WalletSecrets.TOKEN));
        AgentWalletIT.await(shop, Reason.WalletReady);
        secrets.addAll(AgentWalletIT.secrets(shop));
        AgentWalletIT.keystore(shop).delete();
        AgentWalletIT.annotate(shop, "obol.org/reconcile-at", "2");
        AgentWalletIT.await(shop, Reason.WalletLost);
        AgentWalletIT.annotate(shop, Agent.ANNOTATION_WALLET_LOST, String.valueOf(first));
        AgentWalletIT.await(shop, Reason.WalletReady);
        secrets.addAll(AgentWalletIT.secrets(shop));
        assertThat(secrets).hasSizeGreaterThan(12).allSatisfy(secret -> assertThat(secret)
                .hasSizeGreaterThan(15));
        return List.copyOf(secrets);
    }

    private Map<String, String> places(Shop shop, Till till) throws IOException, InterruptedException {
        Map<String, String> places = new LinkedHashMap<>();
        Story story = new Story(shop.stack(), shop.ref("tea"));
        places.put("history", text(story.history().getEvents()));
        places.put("history of the agent", text(AgentWalletIT.history(shop)) + " tea");
        places.put("queries of the agent", AgentWalletIT.queries(shop) + " tea");
        places.put("agent", Serialization.asJson(AgentWalletIT.agent(shop).get()) + " tea");
        places.put("children of the agent", AgentWalletIT.children(shop) + " tea");
        ServiceOfferWorkflow workflow = story.workflow();
        places.put(
                "queries",
                workflow.describe() + workflow.timeline() + workflow.plan() + workflow.conditions() + " of tea");
        places.put("events", events(shop));
        places.put("status", Serialization.asJson(shop.offers("tea").get()));
        places.put(
                "children",
                Shop.FORWARD_AUTH.stream()
                        .map(child ->
                                Serialization.asJson(shop.child(child, "tea").get()))
                        .toList()
                        .toString());
        places.put(
                "metrics of the gate",
                till.metrics(shop.stack().file().verifier().admin()));
        places.put("metrics of the worker", till.metrics(shop.stack().file().worker()) + " tea");
        places.put("metrics of the watcher", till.metrics(shop.stack().file().watcher()) + " tea");
        places.put("logs", logs(shop) + " tea");
        return places;
    }

    private static String text(List<HistoryEvent> events) {
        StringBuilder history = new StringBuilder();
        for (HistoryEvent event : events) {
            // Payloads are bytes of JSON, so that the message's own bytes show them as they are.
            history.append(event.toByteString().toString(StandardCharsets.ISO_8859_1));
        }
        return history.toString();
    }

    private static String events(Shop shop) {
        return Serialization.asJson(
                shop.kube().events().v1().events().inNamespace(shop.namespace()).list());
    }

    private String logs(Shop shop) throws IOException {
        StringBuilder text = new StringBuilder();
        for (ILoggingEvent event : List.copyOf(logged.list)) {
            text.append(event.getFormattedMessage()).append('\n');
            Optional.ofNullable(event.getThrowableProxy())
                    .ifPresent(thrown -> text.append(ThrowableProxyUtil.asString(thrown)));
        }
        try (Stream<Path> files = Files.walk(shop.stack().state())) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".log")).toList()) {
                text.append(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return text.toString();
    }

    private static void storeSecret(Shop shop) {
        shop.create(new SecretBuilder()
                .withNewMetadata()
                .withNamespace(shop.namespace())
                .withName("tea")
                .endMetadata()
                .addToStringData("api-key", STORED)
                .build());
    }

    /** With which the processes call the API server; the embedded one asks for none. */
    private static Optional<String> clusterToken(Shop shop) throws IOException {
        Config config =
                Serialization.unmarshal(Files.readString(Path.of(shop.stack().kubeconfig())), Config.class);
        return Optional.ofNullable(config.getUsers().getFirst().getUser().getToken());
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
