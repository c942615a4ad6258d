package io.offerflow.flows.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.offerflow.api.Agent;
import io.offerflow.api.Json;
import io.offerflow.api.Ref;
import io.offerflow.api.ResourceKind;
import io.offerflow.api.ServiceOffer;
import io.offerflow.api.condition.Condition;
import io.offerflow.api.condition.ConditionType;
import io.offerflow.api.condition.Conditions;
import io.offerflow.api.condition.Reason;
import io.offerflow.dev.pay.Buyer;
import io.offerflow.dev.stack.OfferObjects;
import io.offerflow.dev.temporal.TemporalBackend;
import io.offerflow.workflows.agent.AgentChildren;
import io.offerflow.workflows.agent.AgentWorkflow;
import io.offerflow.workflows.agent.PodSecrets;
import io.offerflow.workflows.client.TemporalConnection;
import io.offerflow.workflows.entity.ChildKind;
import io.temporal.client.WorkflowClient;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Agents: made, sold, mended and retired. Their wallets: {@link AgentWalletIT}. */
class AgentIT extends OnEachStack {
    private static final ResourceDefinitionContext AGENTS = new ResourceDefinitionContext.Builder()
            .withGroup(ResourceKind.GROUP)
            .withVersion(ResourceKind.VERSION)
            .withKind("Agent")
            .withPlural("agents")
            .withNamespaced(true)
            .build();
    private static final String QUESTION = "{\"messages\":[{\"role\":\"user\",\"content\":\"why?\"}]}";

    @Test
    void an_agent_becomes_ready_and_is_sold_and_leaves_nothing_when_it_is_deleted() throws Exception {
        Shop shop = shop("agents");
        Till till = new Till(shop.stack());
        offer(shop, shop.namespace());
        shop.await("quant", ConditionType.READY, Reason.WaitingForAgent);

        apply(shop, "quant", Map.of("model", "qwen3:8b", "skills", new String[] {"gas"}));
        Agent ready = awaitAgent(shop, "quant", AgentIT::ready);
        assertThat(ready.statusOrEmpty().pinnedModel()).isEqualTo("qwen3:8b");
        assertThat(ready.metadata().finalizers()).containsExactly(Agent.FINALIZER);
        ServiceOffer sold = shop.awaitReady("quant");
        assertThat(sold.statusOrEmpty().agentResolution()).isNotNull();

        assertSells(shop, till);

        agents(shop, "quant").delete();
        Patience.until("the agent is gone", () -> agents(shop, "quant").get() == null);
        shop.await("quant", ConditionType.READY, Reason.WaitingForAgent);
        assertThat(shop.get("quant").statusOrEmpty().agentResolution()).isNull();
        for (ChildKind kind : ChildKind.OF_AGENTS) {
            Patience.until(kind + " is gone", () -> child(shop, kind).get() == null);
        }
        Patience.until("nobody buys any more", () -> ask(till, shop).statusCode() != 402);
    }

    private static void assertSells(Shop shop, Till till) throws Exception {
        HttpResponse<String> unpaid = Patience.until("402", () -> ask(till, shop), a -> a.statusCode() == 402);
        JsonNode extra = Json.mapper().readTree(unpaid.body()).at("/accepts/0/extra");
        assertThat(extra.path("agentModel").asText()).isEqualTo("qwen3:8b");
        assertThat(extra.path("agentRuntime").asText()).isEqualTo("hermes");
        assertThat(extra.at("/agentSkills/0").asText()).isEqualTo("gas");

        Buyer buyer = till.buyer();
        HttpResponse<String> paid = buyer.send(question(till, shop));
        assertThat(paid.statusCode()).isEqualTo(200);
        assertThat(paid.body()).contains("an answer without a model");
        assertThat(till.spent(buyer)).isEqualTo(BigInteger.valueOf(1_000));
    }

    @Test
    void what_others_do_to_an_agents_children_is_mended_and_a_new_model_restarts_nothing() {
        Shop shop = shop("mended");
        apply(shop, "quant", Map.of("model", "qwen3:8b"));
        awaitAgent(shop, "quant", AgentIT::ready);
        String key = key(shop);
        assertThat(key).matches("[0-9a-f]{64}");

        for (ChildKind kind :
                new ChildKind[] {ChildKind.SERVICE, ChildKind.CONFIG_MAP, ChildKind.NETWORK_POLICY, ChildKind.DEPLOYMENT
                }) {
            child(shop, kind).delete();
            Patience.until(kind + " is back", () -> child(shop, kind).get() != null);
        }
        Shop.patch(child(shop, ChildKind.DEPLOYMENT), Shop.PERSON, "{\"spec\":{\"replicas\":0}}");
        Patience.until("it runs again", () -> deployment(shop).getSpec().getReplicas() == 1);
        awaitAgent(shop, "quant", AgentIT::ready);
        assertThat(key(shop)).isEqualTo(key);

        long generation = deployment(shop).getMetadata().getGeneration();
        Shop.patch(agents(shop, "quant"), Shop.PERSON, "{\"spec\":{\"model\":\"llama4\"}}");
        awaitAgent(
                shop,
                "quant",
                agent -> ready(agent) && "llama4".equals(agent.statusOrEmpty().pinnedModel()));
        assertThat(config(shop)).contains("llama4").contains("${LLM_KEY}").doesNotContain(key);
        assertThat(deployment(shop).getMetadata().getGeneration()).isEqualTo(generation);
        assertThat(history(shop)).doesNotContain(key);
    }

    @Test
    void children_with_what_an_agent_knows_are_delivered_and_edits_are_mended_or_told() {
        Shop shop = shop("sown");
        apply(shop, "quant", Map.of("model", "qwen3:8b", "skills", List.of("+l2s"), "objective", "Count \"blocks\"."));
        awaitAgent(shop, "quant", AgentIT::ready);
        assertThat(data(shop, ChildKind.SOUL).get("soul.md")).contains("\n\nCount \"blocks\".\n\n");
        assertThat(data(shop, ChildKind.SKILLS))
                .containsOnlyKeys(
                        "addresses.md", "ethereum-local-wallet.md", "ethereum-networks.md", "gas.md", "l2s.md");

        Shop.patch(child(shop, ChildKind.SKILLS), Shop.PERSON, "{\"data\":{\"gas.md\":\"evil\"}}");
        Patience.until(
                "our text is back",
                () -> !data(shop, ChildKind.SKILLS).get("gas.md").equals("evil"));

        Shop.patch(child(shop, ChildKind.CONFIG_MAP), Shop.PERSON, "{\"data\":{\"config.yaml\":\"{}\"}}");
        awaitAgent(shop, "quant", agent -> has(agent, ConditionType.CONFIG_DRIFT, Reason.OutOfBandEdit));
        assertThat(config(shop)).isEqualTo("{}");
        assertThat(ready(find(shop, "quant").orElseThrow())).isTrue();
        child(shop, ChildKind.CONFIG_MAP).delete();
        awaitAgent(shop, "quant", agent -> has(agent, ConditionType.CONFIG_DRIFT, Reason.InSync));
        assertThat(config(shop)).contains("qwen3:8b");

        for (ChildKind kind : new ChildKind[] {ChildKind.SOUL, ChildKind.SKILLS}) {
            child(shop, kind).delete();
            Patience.until(kind + " is back", () -> child(shop, kind).get() != null);
        }
    }

    @Test
    void an_unknown_skill_is_refused_before_anything_is_made() {
        Shop shop = shop("unknown");
        apply(shop, "quant", Map.of("model", "qwen3:8b", "skills", List.of("gas", "gass")));
        Agent refused =
                awaitAgent(shop, "quant", agent -> has(agent, ConditionType.VALIDATED, Reason.InvalidSkillEntry));
        assertThat(Conditions.find(refused.statusOrEmpty().conditions(), ConditionType.VALIDATED)
                        .orElseThrow()
                        .message())
                .contains("did you mean gas?");
        for (ChildKind kind : ChildKind.OF_AGENTS) {
            assertThat(child(shop, kind).get()).as(kind.name()).isNull();
        }
        Shop.patch(agents(shop, "quant"), Shop.PERSON, "{\"spec\":{\"skills\":[\"gas\"]}}");
        awaitAgent(shop, "quant", AgentIT::ready);
    }

    @Test
    void a_new_key_of_the_model_restarts_the_pod_once() {
        Shop shop = shop("rotated");
        apply(shop, "quant", Map.of("model", "qwen3:8b"));
        awaitAgent(shop, "quant", AgentIT::ready);
        long generation = deployment(shop).getMetadata().getGeneration();
        shop.create(new SecretBuilder()
                .withNewMetadata()
                .withNamespace(shop.namespace())
                .withName(PodSecrets.MODEL_KEY_SECRET)
                .endMetadata()
                .addToStringData(PodSecrets.MODEL_KEY, "sk-model-4417")
                .build());
        workflow(shop).reconcileNow();
        Patience.until(
                "the pod starts with the key",
                () -> deployment(shop).getMetadata().getGeneration() == generation + 1);
        awaitAgent(shop, "quant", AgentIT::ready);
        workflow(shop).reconcileNow();
        assertThat(deployment(shop).getMetadata().getGeneration()).isEqualTo(generation + 1);
        assertThat(history(shop)).doesNotContain("sk-model-4417");
    }

    @Test
    void an_unusable_key_is_replaced_and_the_pod_starts_with_the_new_one() {
        Shop shop = shop("healed");
        apply(shop, "quant", Map.of("model", "qwen3:8b"));
        awaitAgent(shop, "quant", AgentIT::ready);
        String key = key(shop);
        String version = keyVersion(shop);

        Shop.patch(child(shop, ChildKind.SECRET), Shop.PERSON, "{\"data\":{\"API_SERVER_KEY\":\"c2hvcnQ=\"}}");
        workflow(shop).reconcileNow();

        assertThat(key(shop)).isNotEqualTo(key).matches("[0-9a-f]{64}");
        Patience.until("the pod has the new key", () -> !keyVersion(shop).equals(version));
        awaitAgent(shop, "quant", AgentIT::ready);
    }

    @Test
    void a_namespace_holds_one_agent_and_the_next_one_takes_over() {
        Shop shop = shop("one");
        apply(shop, "first", Map.of("model", "qwen3:8b"));
        awaitAgent(shop, "first", AgentIT::ready);
        apply(shop, "second", Map.of("model", "llama4"));
        awaitAgent(shop, "second", agent -> has(agent, ConditionType.VALIDATED, Reason.NamespaceTaken));
        assertThat(config(shop)).contains("qwen3:8b");

        agents(shop, "first").delete();
        awaitAgent(shop, "second", AgentIT::ready);
        assertThat(config(shop)).contains("llama4");
    }

    @Test
    void what_somebody_else_made_is_left_alone_and_what_cannot_be_done_is_said() {
        Shop shop = shop("foreign");
        shop.create(new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace(shop.namespace())
                .withName("hermes-config")
                .endMetadata()
                .addToData("mine", "yes")
                .build());
        apply(shop, "quant", Map.of("model", "qwen3:8b"));
        awaitAgent(shop, "quant", agent -> has(agent, ConditionType.PROVISIONED, Reason.ForeignChild));
        agents(shop, "quant").delete();
        Patience.until("the agent is gone", () -> agents(shop, "quant").get() == null);
        assertThat(shop.kube()
                        .configMaps()
                        .inNamespace(shop.namespace())
                        .withName("hermes-config")
                        .get()
                        .getData())
                .isEqualTo(Map.of("mine", "yes"));

        Shop other = shop("elsewhere");
        offer(other, shop.namespace());
        Condition refused = other.await("quant", ConditionType.READY, Reason.InvalidAgentRef);
        assertThat(refused.message()).contains("only agents of its own namespace");
    }

    private static void apply(Shop shop, String name, Map<String, Object> spec) {
        GenericKubernetesResource agent = new GenericKubernetesResource();
        agent.setApiVersion(ResourceKind.API_VERSION);
        agent.setKind("Agent");
        agent.setMetadata(new ObjectMetaBuilder()
                .withNamespace(shop.namespace())
                .withName(name)
                .build());
        agent.setAdditionalProperty("spec", spec);
        shop.create(agent);
    }

    /** @param namespace of the agent */
    private static void offer(Shop shop, String namespace) {
        Map<String, Object> spec = new HashMap<>(shop.spec("quant", "0.001"));
        spec.remove("upstream");
        spec.put("type", "agent");
        spec.put("agent", Map.of("ref", Map.of("name", "quant", "namespace", namespace)));
        shop.create(shop.object("quant", spec));
    }

    private static HttpRequest question(Till till, Shop shop) {
        URI uri = till.url(shop.path("quant") + "/v1/chat/completions");
        return HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(QUESTION))
                .build();
    }

    private static HttpResponse<String> ask(Till till, Shop shop) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(question(till, shop), BodyHandlers.ofString());
        }
    }

    private static Agent awaitAgent(Shop shop, String name, Predicate<Agent> wanted) {
        return Patience.until(name + " is as wanted", () -> find(shop, name), found -> found.filter(wanted)
                        .isPresent())
                .orElseThrow();
    }

    private static Optional<Agent> find(Shop shop, String name) {
        return Optional.ofNullable(agents(shop, name).get())
                .map(object -> Json.mapper().convertValue(object, Agent.class));
    }

    private static boolean ready(Agent agent) {
        Agent.Status status = agent.statusOrEmpty();
        return status.observedGeneration() == agent.metadata().generation()
                && "Ready".equals(status.phase())
                && Conditions.holds(status.conditions(), ConditionType.READY);
    }

    private static boolean has(Agent agent, ConditionType type, Reason reason) {
        return Conditions.find(agent.statusOrEmpty().conditions(), type)
                .filter(condition -> reason.name().equals(condition.reason()))
                .isPresent();
    }

    private static Resource<GenericKubernetesResource> agents(Shop shop, String name) {
        return shop.kube()
                .genericKubernetesResources(AGENTS)
                .inNamespace(shop.namespace())
                .withName(name);
    }

    private static Resource<GenericKubernetesResource> child(Shop shop, ChildKind kind) {
        return shop.kube()
                .genericKubernetesResources(OfferObjects.kind(kind))
                .inNamespace(shop.namespace())
                .withName(AgentChildren.name(kind));
    }

    private static Deployment deployment(Shop shop) {
        return shop.kube()
                .apps()
                .deployments()
                .inNamespace(shop.namespace())
                .withName("hermes")
                .get();
    }

    private static String keyVersion(Shop shop) {
        return deployment(shop)
                .getSpec()
                .getTemplate()
                .getMetadata()
                .getAnnotations()
                .get(AgentChildren.KEY_VERSION);
    }

    private static String config(Shop shop) {
        return shop.kube()
                .configMaps()
                .inNamespace(shop.namespace())
                .withName("hermes-config")
                .get()
                .getData()
                .get("config.yaml");
    }

    private static Map<String, String> data(Shop shop, ChildKind kind) {
        return Optional.ofNullable(shop.kube()
                        .configMaps()
                        .inNamespace(shop.namespace())
                        .withName(AgentChildren.name(kind))
                        .get())
                .map(ConfigMap::getData)
                .orElse(Map.of());
    }

    private static String key(Shop shop) {
        Secret secret = shop.kube()
                .secrets()
                .inNamespace(shop.namespace())
                .withName("hermes-api-server")
                .get();
        return new String(Base64.getDecoder().decode(secret.getData().get(AgentChildren.KEY)), StandardCharsets.UTF_8);
    }

    private AgentWorkflow workflow(Shop shop) {
        return temporal(shop).newWorkflowStub(AgentWorkflow.class, id(shop));
    }

    private static String history(Shop shop) {
        return temporal(shop).fetchHistory(id(shop)).toProtoText(false);
    }

    private static WorkflowClient temporal(Shop shop) {
        return TemporalConnection.over(shop.stack().temporal().stubs(), TemporalBackend.NAMESPACE)
                .client();
    }

    private static String id(Shop shop) {
        return ResourceKind.AGENT.workflowId(new Ref(shop.namespace(), "quant"));
    }
}
