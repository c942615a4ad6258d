package io.offerflow.flows.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.offerflow.api.Ref;
import io.offerflow.cluster.KubeClients;
import io.offerflow.cluster.Settings;
import io.offerflow.dev.kube.KubeServer;
import io.offerflow.dev.kube.KubeServerOptions;
import io.offerflow.dev.stack.ClusterSetup;
import io.offerflow.dev.stack.SampleOffer;
import io.offerflow.verifier.ledger.PostgresServer;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Two replicas of the gate on one PostgreSQL, restarted one after the other as a Deployment's update does it, while buyers buy. */
class RollingRestartIT {
    private static final Logger LOG = LoggerFactory.getLogger(RollingRestartIT.class);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** A pod's 30 s, less what is needed to notice. */
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(29);

    private static final Ref ASKED = new Ref("shop", "asked");
    private static final Ref PASSED = new Ref("shop", "passed");
    private static final int ROUNDS = 3;
    private static final long FIRST_PRICE = 1_000;

    @TempDir
    Path folder;

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private KubernetesClient client;
    private List<VerifierReplica> replicas;
    private Rotation rotation;
    private RotatingBuyers buyers;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        Optional<PostgresServer> postgres = PostgresServer.find();
        if (postgres.isEmpty()) {
            LOG.warn("the rolling restart is left out: no PostgreSQL on this machine");
            Assumptions.abort("no PostgreSQL on this machine");
        }
        PostgresServer database = part(postgres.get());
        SlowFacilitator facilitator = part(new SlowFacilitator());
        KubeServer kube = part(KubeServer.start(KubeServerOptions.defaults()));
        Path kubeconfig = Files.writeString(folder.resolve("kubeconfig"), kube.kubeconfig());
        Path pricing = Files.writeString(
                folder.resolve("pricing.yaml"), "wallet: \"" + SampleOffer.PAY_TO + "\"\nchain: base-sepolia\n");
        client = part(KubeClients.create(Settings.of(Map.of(KubeClients.KUBECONFIG, kubeconfig.toString()))));
        ClusterSetup.prepare(client, new Ref("traefik", "traefik-gateway"));
        VerifierReplica.Shared shared =
                new VerifierReplica.Shared(kubeconfig, pricing, database.database(10_000), facilitator.address());
        replicas = List.of(
                part(new VerifierReplica("gate-a", folder, shared)),
                part(new VerifierReplica("gate-b", folder, shared)));
        rotation = part(new Rotation(replicas));
        buyers = part(new RotatingBuyers(rotation, facilitator.books()));
        SampleOffer.apply(client, ASKED, buyers.servicePort(), perRequest(FIRST_PRICE));
        SampleOffer.apply(client, PASSED, buyers.servicePort(), perRequest(FIRST_PRICE));
        patch(PASSED, "{\"spec\":{\"settlement\":\"OnSuccess\"}}");
        buyers.expect(FIRST_PRICE);
        for (VerifierReplica replica : replicas) {
            replica.start();
            await().atMost(PATIENCE).until(() -> asks(replica, FIRST_PRICE));
        }
    }

    @AfterEach
    void stop() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                LOG.warn("while stopping", e);
            }
        }
    }

    @Test
    void a_rolling_restart_under_load_fails_no_payment_and_misprices_none() throws IOException, InterruptedException {
        await().atMost(PATIENCE).until(() -> replicas.stream().allMatch(rotation::includes));
        buyers.start(ASKED, PASSED);
        await().atMost(PATIENCE).until(() -> buyers.paid() > 10);
        long price = FIRST_PRICE;
        for (int round = 0; round < ROUNDS; round++) {
            for (VerifierReplica replica : replicas) {
                long next = round == 0 ? price : price + 100;
                restart(replica, price, next);
                price = next;
            }
        }
        buyers.stop();
        LOG.warn(
                "{} purchases over {} restarts, {} overtaken by a price",
                buyers.paid(),
                2 * ROUNDS,
                buyers.overtaken());
        assertThat(buyers.wrong()).isEmpty();
        assertThat(buyers.spent()).isEqualTo(buyers.owed());
        assertThat(buyers.deliveries()).isNotEmpty().allMatch(times -> times == 1);
    }

    /** The price changes while one replica goes down: the other learns it under way, and the new one has it from its first list. */
    private void restart(VerifierReplica replica, long price, long next) throws IOException, InterruptedException {
        long before = buyers.paid();
        await().atMost(PATIENCE).until(() -> buyers.inFlight() > 2);
        if (next != price) {
            buyers.expect(price, next);
            price(next);
        }
        Duration took = replica.stop();
        LOG.warn("{} took {} ms to stop, {} paid meanwhile", replica, took.toMillis(), buyers.paid() - before);
        assertThat(took).isLessThan(STOPS_WITHIN);
        long down = buyers.paid();
        await().atMost(PATIENCE).until(() -> buyers.paid() > down + 3);
        replica.start();
        await().atMost(PATIENCE).until(() -> rotation.includes(replica));
        for (VerifierReplica each : replicas) {
            await().atMost(PATIENCE).until(() -> asks(each, next));
        }
        buyers.expect(next);
        long up = buyers.paid();
        await().atMost(PATIENCE).until(() -> buyers.paid() > up + 5);
        assertThat(buyers.wrong()).isEmpty();
    }

    private void price(long price) {
        String spec = "{\"spec\":{\"payment\":{\"price\":{\"perRequest\":\"" + perRequest(price) + "\"}}}}";
        patch(ASKED, spec);
        patch(PASSED, spec);
    }

    private void patch(Ref offer, String spec) {
        client.genericKubernetesResources(SampleOffer.KIND)
                .inNamespace(offer.namespace())
                .withName(offer.name())
                .patch(PatchContext.of(PatchType.JSON_MERGE), spec);
    }

    private static boolean asks(VerifierReplica replica, long price) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            for (Ref offer : List.of(ASKED, PASSED)) {
                HttpRequest question = HttpRequest.newBuilder(replica.verify("/verify/" + offer))
                        .build();
                HttpResponse<String> answer = http.send(question, BodyHandlers.ofString());
                if (answer.statusCode() != 402 || !answer.body().contains("\"" + price + "\"")) {
                    return false;
                }
            }
            return true;
        }
    }

    private static String perRequest(long price) {
        return BigDecimal.valueOf(price, 6).toPlainString();
    }

    private <T extends AutoCloseable> T part(T part) {
        parts.push(part);
        return part;
    }
}
