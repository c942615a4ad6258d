package io.offerflow.flows.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.offerflow.api.Agent;
import io.offerflow.api.Json;
import io.offerflow.api.Ref;
import io.offerflow.api.ResourceKind;
import io.offerflow.api.condition.Condition;
import io.offerflow.api.condition.ConditionType;
import io.offerflow.api.condition.Conditions;
import io.offerflow.api.condition.Reason;
import io.offerflow.dev.stack.OfferObjects;
import io.offerflow.dev.temporal.TemporalBackend;
import io.offerflow.ethereum.PrivateKey;
import io.offerflow.ethereum.keystore.Keystore;
import io.offerflow.workflows.agent.AgentChildren;
import io.offerflow.workflows.agent.AgentWorkflow;
import io.offerflow.workflows.agent.WalletSecrets;
import io.offerflow.workflows.client.TemporalConnection;
import io.offerflow.workflows.entity.ChildKind;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowClient;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The wallet of an agent, from the first rollout to its rest. */
class AgentWalletIT extends OnEachStack {
    private static final ResourceDefinitionContext AGENTS = new ResourceDefinitionContext.Builder()
            .withGroup(ResourceKind.GROUP)
            .withVersion(ResourceKind.VERSION)
            .withKind("Agent")
            .withPlural("agents")
            .withNamespaced(true)
            .build();
    private static final String PASSWORD = WalletSecrets.PASSWORDS.getFirst();

    @Test
    void an_agent_starts_once_with_its_wallet_which_survives_it() throws Exception {
        Shop shop = shop("wallets");
        apply(shop, "Retain");
        Agent ready = await(shop, Reason.WalletReady);
        String address = ready.statusOrEmpty().walletAddress();
        assertThat(address).isEqualTo(opened(shop));
        Deployment hermes = deployment(shop, "hermes");
        assertThat(hermes.getMetadata().getGeneration()).as("one rollout").isEqualTo(1);
        assertThat(hermes.getSpec()
                        .getTemplate()
                        .getSpec()
                        .getContainers()
                        .getFirst()
                        .getEnv())
                .contains(new EnvVar("AGENT_WALLET_ADDRESS", address, null))
                .extracting(EnvVar::getName)
                .contains("REMOTE_SIGNER_URL", "REMOTE_SIGNER_TOKEN");

        for (ChildKind kind : ChildKind.OF_WALLETS) {
            child(shop, kind).delete();
            Patience.until(kind + " is back", () -> child(shop, kind).get() != null);
        }
        await(shop, Reason.WalletReady);

        agent(shop).delete();
        Patience.until("the agent is gone", () -> agent(shop).get() == null);
        for (ChildKind kind : ChildKind.OF_WALLETS) {
            Patience.until(kind + " is gone", () -> child(shop, kind).get() == null);
        }
        assertThat(secret(shop, WalletSecrets.KEYSTORE).getMetadata().getLabels())
                .containsEntry("obol.org/wallet", "retained");
        assertThat(opened(shop)).isEqualTo(address);

        apply(shop, "Delete");
        assertThat(await(shop, Reason.WalletReady).statusOrEmpty().walletAddress())
                .isEqualTo(address);
        agent(shop).delete();
        for (String name : new String[] {WalletSecrets.KEYSTORE, PASSWORD}) {
            Patience.until(
                    name + " is destroyed",
                    () -> shop.kube()
                                    .secrets()
                                    .inNamespace(shop.namespace())
                                    .withName(name)
                                    .get()
                            == null);
        }
    }

    @Test
    void a_lost_wallet_is_told_and_an_operator_decides() {
        Shop shop = shop("lost-wallets");
        apply(shop, "Retain");
        Agent ready = await(shop, Reason.WalletReady);
        String lost = ready.statusOrEmpty().walletAddress();
        shop.kube()
                .secrets()
                .inNamespace(shop.namespace())
                .withName(WalletSecrets.KEYSTORE)
                .delete();
        annotate(shop, "obol.org/reconcile-at", "now");
        Agent told = await(shop, Reason.WalletLost);
        assertThat(told.statusOrEmpty().walletAddress()).isEqualTo(lost);
        assertThat(Conditions.holds(told.statusOrEmpty().conditions(), ConditionType.PROVISIONED))
                .isTrue();
        assertThat(deployment(shop, "hermes").getMetadata().getGeneration()).isEqualTo(1);

        annotate(shop, Agent.ANNOTATION_WALLET_LOST, lost);
        Agent anew = await(
                shop,
                agent -> has(agent, Reason.WalletReady)
                        && !lost.equals(agent.statusOrEmpty().walletAddress()));
        assertThat(anew.statusOrEmpty().walletAddress()).matches("0x[0-9a-fA-F]{40}");
    }

    static void apply(Shop shop, String policy) {
        GenericKubernetesResource agent = new GenericKubernetesResource();
        agent.setApiVersion(ResourceKind.API_VERSION);
        agent.setKind("Agent");
        agent.setMetadata(new ObjectMetaBuilder()
                .withNamespace(shop.namespace())
                .withName("rich")
                .build());
        agent.setAdditionalProperty(
                "spec", Map.of("model", "qwen3:8b", "wallet", Map.of("create", true, "deletionPolicy", policy)));
        shop.create(agent);
    }

    static void annotate(Shop shop, String name, String value) {
        Shop.patch(agent(shop), Shop.PERSON, "{\"metadata\":{\"annotations\":{\"" + name + "\":\"" + value + "\"}}}");
    }

    static Agent await(Shop shop, Reason wallet) {
        return await(shop, agent -> has(agent, wallet));
    }

    private static Agent await(Shop shop, Predicate<Agent> wanted) {
        return Patience.until("the agent is as wanted", () -> read(shop), wanted);
    }

    private static Agent read(Shop shop) {
        return Json.mapper().convertValue(agent(shop).get(), Agent.class);
    }

    /** With the wallet's condition, and Ready as that says. */
    private static boolean has(Agent agent, Reason reason) {
        Agent.Status status = agent.statusOrEmpty();
        return Conditions.find(status.conditions(), ConditionType.WALLET_READY)
                        .map(Condition::reason)
                        .filter(reason.name()::equals)
                        .isPresent()
                && "Ready".equals(status.phase()) == (reason == Reason.WalletReady);
    }

    static Resource<GenericKubernetesResource> agent(Shop shop) {
        return shop.kube()
                .genericKubernetesResources(AGENTS)
                .inNamespace(shop.namespace())
                .withName("rich");
    }

    private static Resource<GenericKubernetesResource> child(Shop shop, ChildKind kind) {
        return shop.kube()
                .genericKubernetesResources(OfferObjects.kind(kind))
                .inNamespace(shop.namespace())
                .withName(AgentChildren.name(kind));
    }

    private static Deployment deployment(Shop shop, String name) {
        return shop.kube()
                .apps()
                .deployments()
                .inNamespace(shop.namespace())
                .withName(name)
                .get();
    }

    private static Secret secret(Shop shop, String name) {
        return shop.kube()
                .secrets()
                .inNamespace(shop.namespace())
                .withName(name)
                .get();
    }

    static String entry(Shop shop, String secret, String key) {
        return new String(
                Base64.getDecoder().decode(secret(shop, secret).getData().get(key)), StandardCharsets.UTF_8);
    }

    static Resource<Secret> keystore(Shop shop) {
        return shop.kube().secrets().inNamespace(shop.namespace()).withName(WalletSecrets.KEYSTORE);
    }

    /** All that signs or opens: private key, ciphertext, passwords, tokens, each as it is stored and as it is used. */
    static List<String> secrets(Shop shop) throws Exception {
        List<String> found = new ArrayList<>();
        Secret keystore = keystore(shop).get();
        String file = entry(shop, WalletSecrets.KEYSTORE, WalletSecrets.FILE);
        String used = keystore.getMetadata().getAnnotations().get("obol.org/password-secret");
        String password = entry(shop, used, WalletSecrets.PASSWORD);
        try (PrivateKey key = Keystore.open(file, password.toCharArray())) {
            found.add(key.use(HexFormat.of()::formatHex));
            found.add(key.use(Base64.getEncoder()::encodeToString));
            found.add(key.use(bytes -> new BigInteger(1, bytes).toString()));
        }
        found.add(Json.mapper().readTree(file).at("/crypto/ciphertext").asText());
        found.add(Json.mapper().readTree(file).at("/crypto/mac").asText());
        found.add(keystore.getData().get(WalletSecrets.FILE));
        for (String[] place : new String[][] {
            {used, WalletSecrets.PASSWORD},
            {WalletSecrets.KEYSTORE, WalletSecrets.TOKEN},
            {"hermes-api-server", AgentChildren.KEY}
        }) {
            found.add(entry(shop, place[0], place[1]));
            found.add(secret(shop, place[0]).getData().get(place[1]));
        }
        return found;
    }

    static List<HistoryEvent> history(Shop shop) {
        return temporal(shop).fetchHistory(id(shop)).getEvents();
    }

    static String queries(Shop shop) {
        AgentWorkflow workflow = temporal(shop).newWorkflowStub(AgentWorkflow.class, id(shop));
        return workflow.describe() + workflow.timeline() + workflow.plan() + workflow.conditions();
    }

    /** But for Secrets. */
    static String children(Shop shop) {
        return AgentChildren.KINDS.stream()
                .filter(kind -> kind != ChildKind.SECRET)
                .map(kind -> Serialization.asJson(child(shop, kind).get()))
                .collect(Collectors.joining());
    }

    private static String id(Shop shop) {
        return ResourceKind.AGENT.workflowId(new Ref(shop.namespace(), "rich"));
    }

    private static WorkflowClient temporal(Shop shop) {
        return TemporalConnection.over(shop.stack().temporal().stubs(), TemporalBackend.NAMESPACE)
                .client();
    }

    /** The address of the key that the password gives. */
    private static String opened(Shop shop) throws Exception {
        char[] password = entry(shop, PASSWORD, WalletSecrets.PASSWORD).toCharArray();
        try (PrivateKey key = Keystore.open(entry(shop, WalletSecrets.KEYSTORE, WalletSecrets.FILE), password)) {
            return key.address().checksummed();
        }
    }
}
