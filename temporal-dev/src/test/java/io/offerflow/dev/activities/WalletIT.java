package io.offerflow.dev.activities;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.offerflow.api.condition.Condition;
import io.offerflow.api.condition.ConditionType;
import io.offerflow.api.condition.Conditions;
import io.offerflow.api.condition.Reason;
import io.offerflow.dev.kube.ApiServer;
import io.offerflow.ethereum.keystore.LightKeystores;
import io.offerflow.workflows.agent.AgentActivities;
import io.offerflow.workflows.agent.WalletSecrets;
import io.offerflow.workflows.entity.Step;
import io.offerflow.workflows.entity.StepOutcome;
import io.offerflow.workflows.entity.Steps;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Wallets on an API server: made once whatever happens, matched with their address, kept or destroyed. */
class WalletIT extends OnEachCluster {
    private static final String FIRST_PASSWORD = WalletSecrets.PASSWORDS.getFirst();
    private static final int RIVALS = 4;

    @Test
    void keystoreAndPasswordLieApartAndOpenTheAddressOfTheStatus() {
        AgentLife life = AgentLife.begin(kube, "create: true");
        life.settle();
        assertWhole(life);
        Secret keystore = Objects.requireNonNull(life.secret(WalletSecrets.KEYSTORE));
        assertThat(keystore.getData()).containsOnlyKeys(WalletSecrets.FILE, WalletSecrets.TOKEN);
        assertThat(keystore.getMetadata().getOwnerReferences()).isEmpty();
        assertThat(life.entry(WalletSecrets.KEYSTORE, WalletSecrets.TOKEN)).matches("[0-9a-f]{64}");
        assertThat(life.entry(FIRST_PASSWORD, WalletSecrets.PASSWORD)).matches("[A-Za-z0-9]{32}");
        assertThat(Objects.requireNonNull(life.secret(FIRST_PASSWORD))
                        .getMetadata()
                        .getAnnotations())
                .containsEntry("obol.org/wallet-address", life.status().walletAddress());
        assertThat(reason(life)).isEqualTo(Reason.WaitingForSigner.name());
    }

    @Test
    void aWorkerMayBeKilledAtEveryWriteAndThereIsOneWalletAndOneKey() {
        int writes = 0;
        for (boolean afterwards : new boolean[] {false, true}) {
            for (int victim = 1; ; victim++) {
                AgentLife life = AgentLife.begin(kube, "create: true");
                Reaper reaper = new Reaper(victim, afterwards);
                Map<String, String> before = killed(life, reaper);
                life.settle();
                assertWhole(life);
                assertThat(secrets(life))
                        .as("what was there at death %s of write %d", afterwards ? "after" : "before", victim)
                        .containsAllEntriesOf(before);
                if (!reaper.struck()) {
                    writes = victim - 1;
                    break;
                }
            }
        }
        assertThat(writes).as("writes of a life").isGreaterThan(15);
    }

    /** Lives until the reaper strikes, or until nothing is left to do; what was secret then. */
    private static Map<String, String> killed(AgentLife life, Reaper reaper) {
        try (KubernetesClient mortal = reaper.client(kube.getConfiguration())) {
            life.settle(AgentLife.activities(mortal));
        } catch (RuntimeException dead) {
            assertThat(reaper.struck()).as(dead.toString()).isTrue();
        }
        return secrets(life);
    }

    /** The API key, and the keystore and its password once the wallet is made. */
    private static Map<String, String> secrets(AgentLife life) {
        Map<String, String> found = new TreeMap<>();
        if (life.secret("hermes-api-server") != null) {
            found.put("key", life.entry("hermes-api-server", "API_SERVER_KEY"));
        }
        Secret keystore = life.secret(WalletSecrets.KEYSTORE);
        if (keystore != null
                && keystore.getData() != null
                && !keystore.getData().isEmpty()) {
            found.put("keystore", life.entry(WalletSecrets.KEYSTORE, WalletSecrets.FILE));
            found.put("opened", life.opened());
        }
        String address = life.status().walletAddress();
        if (address != null) {
            found.put("status", address);
        }
        return found;
    }

    @Test
    void workersThatMakeTheSameWalletAtTheSameTimeMakeOne() throws Exception {
        AgentLife life = AgentLife.begin(kube, "create: true");
        AgentActivities activities = AgentLife.activities(kube);
        life.pass(activities);
        Step make = new Step.EnsureWallet(Map.of("app.kubernetes.io/managed-by", "offerflow"), "1");
        Steps steps = steps(life, make);
        List<StepOutcome> outcomes = new ArrayList<>();
        try (ExecutorService rivals = Executors.newFixedThreadPool(RIVALS)) {
            List<Future<StepOutcome>> running = new ArrayList<>();
            for (int i = 0; i < RIVALS; i++) {
                running.add(
                        rivals.submit(() -> activities.apply(steps).outcomes().getFirst()));
            }
            for (Future<StepOutcome> one : running) {
                outcomes.add(one.get());
            }
        }
        assertThat(outcomes).containsOnly(StepOutcome.done(make));
        life.settle();
        assertWhole(life);
        assertThat(WalletSecrets.PASSWORDS.stream()
                        .filter(name -> life.secret(name) != null)
                        .count())
                .as("passwords of those who were later are gone")
                .isEqualTo(1);
    }

    @Test
    void aLateTryMakesNothingForAnAgentThatIsBoundToAWallet() {
        AgentLife life = AgentLife.begin(kube, "create: true");
        life.settle();
        life.secrets(WalletSecrets.KEYSTORE).delete();
        Step make = new Step.EnsureWallet(Map.of(), "2");
        assertThat(AgentLife.activities(kube)
                        .apply(steps(life, make))
                        .outcomes()
                        .getFirst()
                        .result())
                .isEqualTo(StepOutcome.Result.FAILED);
        assertThat(life.secret(WalletSecrets.KEYSTORE)).isNull();
    }

    @Test
    void aLostKeystoreOrPasswordIsToldAndARestoredOneIsTakenBack() {
        AgentLife life = AgentLife.begin(kube, "create: true");
        life.settle();
        for (String name : List.of(WalletSecrets.KEYSTORE, FIRST_PASSWORD)) {
            Secret backup = Objects.requireNonNull(life.secret(name));
            life.secrets(name).delete();
            life.settle();
            assertThat(reason(life)).as("without " + name).isEqualTo(Reason.WalletLost.name());
            restore(backup);
            life.settle();
            assertThat(reason(life)).isEqualTo(Reason.WaitingForSigner.name());
            assertWhole(life);
        }
    }

    @Test
    void aGivenUpWalletIsReplacedOnce() {
        AgentLife life = AgentLife.begin(kube, "create: true");
        life.settle();
        String first = life.status().walletAddress();
        life.secrets(WalletSecrets.KEYSTORE).delete();
        life.settle();
        life.edit("{\"metadata\":{\"annotations\":{\"obol.org/wallet-lost\":\"" + first + "\"}}}");
        life.settle();
        assertWhole(life);
        assertThat(life.status().walletAddress()).isNotEqualTo(first);
    }

    @Test
    void aKeystoreThatWasSwappedIsAMismatchAndIsNotOverwritten() {
        AgentLife life = AgentLife.begin(kube, "create: true");
        life.settle();
        String other = LightKeystores.mint("other".toCharArray()).json();
        Secret keystore = Objects.requireNonNull(life.secret(WalletSecrets.KEYSTORE));
        restore(new SecretBuilder(keystore)
                .addToStringData(WalletSecrets.FILE, other)
                .build());
        life.settle();
        assertThat(reason(life)).isEqualTo(Reason.AddressMismatch.name());
        assertThat(life.entry(WalletSecrets.KEYSTORE, WalletSecrets.FILE)).isEqualTo(other);

        restore(new SecretBuilder(keystore)
                .addToStringData(WalletSecrets.FILE, "{}")
                .build());
        life.settle();
        assertThat(reason(life)).isEqualTo(Reason.InvalidKeystore.name());
    }

    @Test
    void aTokenIsAddedWhereThereIsNoneAndNothingElseChanges() {
        AgentLife life = AgentLife.begin(kube, "create: true");
        life.settle();
        Secret before = Objects.requireNonNull(life.secret(WalletSecrets.KEYSTORE));
        life.secrets(WalletSecrets.KEYSTORE).edit(secret -> new SecretBuilder(secret)
                .removeFromData(WalletSecrets.TOKEN)
                .build());
        String pod = tokenVersion(life, "hermes");
        life.settle();
        Secret after = Objects.requireNonNull(life.secret(WalletSecrets.KEYSTORE));
        assertThat(after.getData().get(WalletSecrets.FILE))
                .isEqualTo(before.getData().get(WalletSecrets.FILE));
        assertThat(life.entry(WalletSecrets.KEYSTORE, WalletSecrets.TOKEN)).matches("[0-9a-f]{64}");
        assertThat(tokenVersion(life, "hermes")).isNotEqualTo(pod).isEqualTo(tokenVersion(life, "remote-signer"));
    }

    @Test
    void theReferencesSecretIsAdoptedAsItIs() {
        AgentLife life = AgentLife.begin(kube, "create: false");
        String json = LightKeystores.mint("theirs".toCharArray()).json();
        Secret theirs = new SecretBuilder()
                .withNewMetadata()
                .withNamespace(life.ref().namespace())
                .withName(WalletSecrets.KEYSTORE)
                .addToLabels("app.kubernetes.io/managed-by", "serviceoffer-controller")
                .addToLabels("obol.org/agent", "quant")
                .endMetadata()
                .withType("Opaque")
                .addToStringData(WalletSecrets.FILE, json)
                .addToStringData("password", "theirs")
                .addToStringData("authToken", "0123456789abcdef")
                .build();
        Secret stored = kube.resource(theirs).create();
        life.edit("{\"spec\":{\"wallet\":{\"create\":true}}}");
        life.settle();
        assertThat(Objects.requireNonNull(life.secret(WalletSecrets.KEYSTORE))).isEqualTo(stored);
        assertThat(life.secret(FIRST_PASSWORD)).isNull();
        assertThat(Serialization.asJson(kube.apps()
                        .deployments()
                        .inNamespace(life.ref().namespace())
                        .withName("remote-signer")
                        .get()
                        .getSpec()
                        .getTemplate()
                        .getSpec()
                        .getContainers()
                        .getFirst()
                        .getEnv()))
                .contains("{\"key\":\"password\",\"name\":\"remote-signer-keystore\"}");
    }

    @Test
    void anotherAgentsWalletAndAStrangersSecretAreLeftAlone() {
        for (String owner : List.of("another", "")) {
            AgentLife life = AgentLife.begin(kube, "create: false, deletionPolicy: Delete");
            Secret strange = new SecretBuilder()
                    .withNewMetadata()
                    .withNamespace(life.ref().namespace())
                    .withName(WalletSecrets.KEYSTORE)
                    .addToLabels(
                            owner.isEmpty()
                                    ? Map.of()
                                    : Map.of("app.kubernetes.io/managed-by", "offerflow", "obol.org/agent", owner))
                    .endMetadata()
                    .addToStringData(
                            WalletSecrets.FILE,
                            LightKeystores.mint("x".toCharArray()).json())
                    .build();
            Secret stored = kube.resource(strange).create();
            life.edit("{\"spec\":{\"wallet\":{\"create\":true}}}");
            life.settle();
            assertThat(reason(life)).isEqualTo(Reason.ForeignChild.name());
            life.object().delete();
            life.settle();
            assertThat(life.secret(WalletSecrets.KEYSTORE)).isEqualTo(stored);
        }
    }

    @Test
    void aRetainedWalletLosesItsOwnerIsMarkedAndComesBackWithTheNextAgent() {
        AgentLife life = AgentLife.begin(kube, "create: true");
        life.settle();
        String address = life.status().walletAddress();
        String uid = life.object().get().getMetadata().getUid();
        life.secrets(WalletSecrets.KEYSTORE).edit(secret -> new SecretBuilder(secret)
                .editMetadata()
                .addNewOwnerReference()
                .withApiVersion("obol.org/v1alpha1")
                .withKind("Agent")
                .withName("quant")
                .withUid(uid)
                .endOwnerReference()
                .endMetadata()
                .build());
        life.object().delete();
        life.settle();
        assertThat(life.object().get()).isNull();
        Secret kept = Objects.requireNonNull(life.secret(WalletSecrets.KEYSTORE));
        assertThat(kept.getMetadata().getOwnerReferences()).isEmpty();
        assertThat(kept.getMetadata().getLabels()).containsEntry("obol.org/wallet", "retained");
        assertThat(life.secret(FIRST_PASSWORD)).isNotNull();

        life.create("create: true");
        life.settle();
        assertThat(life.status().walletAddress()).isEqualTo(address);
        assertThat(Objects.requireNonNull(life.secret(WalletSecrets.KEYSTORE))
                        .getMetadata()
                        .getLabels())
                .doesNotContainKey("obol.org/wallet");
        assertWhole(life);
    }

    @Test
    void aWalletIsDestroyedWithEveryPasswordOfItsTriesAndTheNextAgentGetsANewOne() {
        AgentLife life = AgentLife.begin(kube, "create: true, deletionPolicy: Delete");
        AgentActivities activities = AgentLife.activities(kube);
        life.pass(activities);
        kube.resource(new SecretBuilder()
                        .withNewMetadata()
                        .withNamespace(life.ref().namespace())
                        .withName(WalletSecrets.KEYSTORE)
                        .addToLabels("app.kubernetes.io/managed-by", "offerflow")
                        .endMetadata()
                        .build())
                .create();
        kube.resource(new SecretBuilder()
                        .withNewMetadata()
                        .withNamespace(life.ref().namespace())
                        .withName(FIRST_PASSWORD)
                        .endMetadata()
                        .build())
                .create();
        life.settle();
        assertWhole(life);
        assertThat(life.secret(WalletSecrets.PASSWORDS.get(1))).isNotNull();
        String address = life.status().walletAddress();

        life.object().delete();
        life.settle();
        assertThat(life.secret(WalletSecrets.KEYSTORE)).isNull();
        assertThat(WalletSecrets.PASSWORDS).allMatch(name -> life.secret(name) == null);

        life.create("create: true");
        life.settle();
        assertWhole(life);
        assertThat(life.status().walletAddress()).isNotEqualTo(address);
    }

    @Test
    void aWalletTurnedOffHasNoSignerAndKeepsItsKeystore() {
        AgentLife life = AgentLife.begin(kube, "create: true");
        life.settle();
        String address = life.status().walletAddress();
        life.edit("{\"spec\":{\"wallet\":{\"create\":false}}}");
        life.settle();
        assertThat(kube.apps()
                        .deployments()
                        .inNamespace(life.ref().namespace())
                        .withName("remote-signer")
                        .get())
                .isNull();
        assertThat(life.opened()).isEqualTo(address).isEqualTo(life.status().walletAddress());
    }

    @Test
    void theRightsOfTheWorkersRoleAreEnoughAndShowNoPassword() throws Exception {
        if (apiServer != ApiServer.REAL) {
            LoggerFactory.getLogger(WalletIT.class).info("the embedded API server knows no rights: left out");
            Assumptions.abort("the embedded API server knows no rights");
        }
        kube.load(Files.newInputStream(Path.of("../deploy/rbac/worker-agents.yaml")))
                .resources()
                .forEach(resource -> resource.createOr(r -> r.update()));
        Config config = new ConfigBuilder(kube.getConfiguration())
                .withImpersonateUsername("system:serviceaccount:offerflow:offerflow-worker")
                .withRequestRetryBackoffLimit(0)
                .build();
        try (KubernetesClient worker =
                new KubernetesClientBuilder().withConfig(config).build()) {
            AgentActivities activities = AgentLife.activities(worker);
            AgentLife life = AgentLife.begin(kube, "create: true, deletionPolicy: Delete");
            await().atMost(Duration.ofSeconds(10)).ignoreExceptions().until(() -> {
                life.settle(activities);
                return true;
            });
            assertWhole(life);
            String namespace = life.ref().namespace();
            for (String name : WalletSecrets.PASSWORDS) {
                assertThatThrownBy(() -> worker.secrets()
                                .inNamespace(namespace)
                                .withName(name)
                                .get())
                        .isInstanceOf(KubernetesClientException.class)
                        .hasMessageContaining("forbidden");
            }
            assertThatThrownBy(() -> worker.secrets().inNamespace(namespace).list())
                    .hasMessageContaining("forbidden");
            assertThatThrownBy(() -> worker.secrets()
                            .inNamespace(namespace)
                            .withName(FIRST_PASSWORD)
                            .edit(secret -> secret))
                    .hasMessageContaining("forbidden");
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThatThrownBy(() -> worker.secrets()
                            .inNamespace(namespace)
                            .withName(FIRST_PASSWORD)
                            .dryRun()
                            .withPropagationPolicy(DeletionPropagation.FOREGROUND)
                            .delete())
                    .hasMessageContaining("any other deletion answers with it"));
            life.object().delete();
            life.settle(activities);
            assertThat(life.secret(FIRST_PASSWORD)).isNull();
        }
    }

    private static void assertWhole(AgentLife life) {
        String address = life.status().walletAddress();
        assertThat(address).matches("0x[0-9a-fA-F]{40}").isEqualTo(life.opened());
        assertThat(Objects.requireNonNull(life.secret(WalletSecrets.KEYSTORE))
                        .getMetadata()
                        .getAnnotations())
                .containsEntry("obol.org/wallet-address", address);
    }

    private static String reason(AgentLife life) {
        return Conditions.find(life.status().conditions(), ConditionType.WALLET_READY)
                .map(Condition::reason)
                .orElse("absent");
    }

    private static Steps steps(AgentLife life, Step step) {
        var metadata = life.object().get().getMetadata();
        return new Steps(
                life.ref(), metadata.getUid(), metadata.getResourceVersion(), metadata.getGeneration(), List.of(step));
    }

    private static void restore(Secret backup) {
        Secret bare = new SecretBuilder(backup)
                .editMetadata()
                .withUid(null)
                .withResourceVersion(null)
                .withCreationTimestamp(null)
                .withManagedFields(List.of())
                .endMetadata()
                .build();
        kube.secrets()
                .inNamespace(backup.getMetadata().getNamespace())
                .resource(bare)
                .createOr(r -> r.update());
    }

    private static String tokenVersion(AgentLife life, String deployment) {
        return kube.apps()
                .deployments()
                .inNamespace(life.ref().namespace())
                .withName(deployment)
                .get()
                .getSpec()
                .getTemplate()
                .getMetadata()
                .getAnnotations()
                .get("obol.org/token-version");
    }
}
