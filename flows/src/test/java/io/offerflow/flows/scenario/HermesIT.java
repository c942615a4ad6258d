package io.offerflow.flows.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.offerflow.api.Agent;
import io.offerflow.api.Json;
import io.offerflow.api.ResourceKind;
import io.offerflow.api.condition.ConditionType;
import io.offerflow.api.condition.Conditions;
import io.offerflow.dev.hermes.HermesRunner;
import io.offerflow.dev.hermes.ModelStub;
import io.offerflow.dev.stack.DevStack;
import io.offerflow.dev.stack.OfferObjects;
import io.offerflow.watcher.WatcherSettings;
import io.offerflow.workflows.agent.AgentChildren;
import io.offerflow.workflows.agent.AgentSeed;
import io.offerflow.workflows.agent.PodSecrets;
import io.offerflow.workflows.entity.ChildKind;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real Hermes, made from what is rendered: the init script writes its files, the rendered environment and configuration start it. */
class HermesIT {
    private static final ResourceDefinitionContext AGENTS = new ResourceDefinitionContext.Builder()
            .withGroup(ResourceKind.GROUP)
            .withVersion(ResourceKind.VERSION)
            .withKind("Agent")
            .withPlural("agents")
            .withNamespaced(true)
            .build();

    @TempDir
    static Path state;

    private static HermesStack hermes;
    private static ModelStub model;
    private static DevStack stack;

    @BeforeAll
    static void onlyWhereHermesIsInstalled() {
        hermes = HermesStack.start(state, Map.of(WatcherSettings.AGENT_SECRETS_INTERVAL, "1s"));
        model = hermes.model();
        stack = hermes.stack();
    }

    @AfterAll
    static void stop() {
        if (hermes != null) {
            hermes.close();
        }
    }

    @Test
    void an_agent_knows_its_objective_and_its_skills_and_pays_its_model_with_its_own_key() throws Exception {
        Shop shop = Shop.open(stack, "hermes");
        modelKey(shop, "sk-first-1c9e");
        apply(shop, Map.of("model", "m-soul", "skills", List.of("+l2s", "-gas"), "objective", "Compare rollups."));
        Agent ready = awaitAgent(shop, HermesIT::ready);
        assertThat(Conditions.holds(ready.statusOrEmpty().conditions(), ConditionType.OBJECTIVE_DELIVERED))
                .isTrue();

        assertThat(skills(shop))
                .containsExactlyInAnyOrder("ethereum-networks", "ethereum-local-wallet", "addresses", "l2s");
        assertThat(ask(shop, "which?").statusCode()).isEqualTo(200);
        ModelStub.Question asked = lastAbout("m-soul");
        assertThat(asked.system()).startsWith("# Who you are").contains("# Your objective\n\nCompare rollups.\n");
        assertThat(asked.system()).contains("l2s").doesNotContain("gas: ");
        assertThat(asked.key()).isEqualTo("sk-first-1c9e");

        modelKey(shop, "sk-second-77d0");
        Patience.until("the new key is used", () -> {
            awaitAgent(shop, HermesIT::ready);
            return ask(shop, "and now?").statusCode() == 200
                    && "sk-second-77d0".equals(lastAbout("m-soul").key());
        });
    }

    @Test
    void other_skills_arrive_and_what_the_agent_made_its_own_stays() throws Exception {
        Shop shop = Shop.open(stack, "hermes");
        apply(shop, Map.of("model", "m-own", "skills", List.of("gas", "l2s"), "objective", "One."));
        awaitAgent(shop, HermesIT::ready);
        Path home = runner().home(shop.namespace());
        Files.createDirectories(home.resolve("obol-skills/learnt"));
        Files.writeString(
                home.resolve("obol-skills/learnt/SKILL.md"), "---\nname: learnt\ndescription: What I learnt.\n---\n");
        Files.writeString(home.resolve("SOUL.md"), "I became somebody else.");

        Shop.patch(agent(shop), Shop.PERSON, "{\"spec\":{\"skills\":[\"gas\",\"security\"],\"objective\":\"Two.\"}}");
        Patience.until(
                "other skills",
                () -> ready(find(shop).orElseThrow())
                        && runner().address(shop.namespace()).isPresent()
                        && skills(shop).contains("security"));
        assertThat(skills(shop)).containsExactlyInAnyOrder("gas", "security", "learnt");
        ask(shop, "who are you?");
        assertThat(lastAbout("m-own").system()).startsWith("I became somebody else.");
        awaitAgent(shop, seen -> reason(seen, ConditionType.OBJECTIVE_DELIVERED).equals("ObjectiveChanged"));

        Shop.patch(
                agent(shop), Shop.PERSON, "{\"metadata\":{\"annotations\":{\"" + AgentSeed.RENDER_SOUL + "\":\"1\"}}}");
        awaitAgent(
                shop,
                seen -> ready(seen)
                        && reason(seen, ConditionType.OBJECTIVE_DELIVERED).equals("SoulRendered"));
        Patience.until(
                "a new soul",
                () -> ask(shop, "and now?").statusCode() == 200
                        && lastAbout("m-own").system().contains("# Your objective\n\nTwo.\n"));
        assertThat(home.resolve("SOUL.md.previous")).hasContent("I became somebody else.");
    }

    @Test
    void a_crash_is_seen_and_an_edit_of_the_configuration_is_told_and_kept() throws Exception {
        Shop shop = Shop.open(stack, "hermes");
        apply(shop, Map.of("model", "m-crash"));
        awaitAgent(shop, HermesIT::ready);
        runner().kill(shop.namespace());
        awaitAgent(shop, seen -> !ready(seen));
        awaitAgent(shop, HermesIT::ready);

        Shop.patch(
                shop.kube()
                        .genericKubernetesResources(OfferObjects.kind(ChildKind.CONFIG_MAP))
                        .inNamespace(shop.namespace())
                        .withName("hermes-config"),
                Shop.PERSON,
                "{\"data\":{\"config.yaml\":\"{\\\"model\\\":{}}\"}}");
        awaitAgent(
                shop,
                seen -> ready(seen) && reason(seen, ConditionType.CONFIG_DRIFT).equals("OutOfBandEdit"));
        Shop.patch(agent(shop), Shop.PERSON, "{\"spec\":{\"model\":\"m-calm\"}}");
        awaitAgent(
                shop,
                seen -> ready(seen) && reason(seen, ConditionType.CONFIG_DRIFT).equals("InSync"));
    }

    @Test
    void an_agent_answers_with_its_model_and_a_new_model_needs_no_restart() throws Exception {
        Shop shop = Shop.open(stack, "hermes");
        apply(shop, Map.of("model", "m-one", "skills", List.of("gas"), "objective", "Tell the price of gas."));
        awaitAgent(shop, HermesIT::ready);

        HttpResponse<String> answer = ask(shop, "why?");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("m-one was asked: why?");

        URI before = runner().address(shop.namespace()).orElseThrow();
        Shop.patch(agent(shop), Shop.PERSON, "{\"spec\":{\"model\":\"m-two\"}}");
        awaitAgent(
                shop, seen -> ready(seen) && "m-two".equals(seen.statusOrEmpty().pinnedModel()));
        Patience.until(
                "the new model answers", () -> ask(shop, "and now?").body().contains("m-two was asked"));
        assertThat(runner().address(shop.namespace())).contains(before);
    }

    private static List<String> skills(Shop shop) throws Exception {
        List<String> names = new ArrayList<>();
        json(send(shop, "/v1/skills", Optional.empty()))
                .path("data")
                .forEach(skill -> names.add(skill.path("name").asText()));
        return names;
    }

    private static ModelStub.Question lastAbout(String name) {
        return model.questions().stream()
                .filter(question -> question.model().equals(name))
                .reduce((first, last) -> last)
                .orElseThrow();
    }

    private static String reason(Agent agent, ConditionType type) {
        return Conditions.find(agent.statusOrEmpty().conditions(), type)
                .map(condition -> String.valueOf(condition.reason()))
                .orElse("");
    }

    private static void modelKey(Shop shop, String key) {
        shop.kube()
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withNamespace(shop.namespace())
                        .withName(PodSecrets.MODEL_KEY_SECRET)
                        .endMetadata()
                        .addToStringData(PodSecrets.MODEL_KEY, key)
                        .build())
                .serverSideApply();
    }

    private static HermesRunner runner() {
        return stack.hermes().orElseThrow();
    }

    private static HttpResponse<String> ask(Shop shop, String question) throws Exception {
        Map<String, Object> body = Map.of("messages", List.of(Map.of("role", "user", "content", question)));
        return send(shop, "/v1/chat/completions", Optional.of(Json.mapper().writeValueAsString(body)));
    }

    private static HttpResponse<String> send(Shop shop, String path, Optional<String> body) throws Exception {
        URI agent = runner().address(shop.namespace()).orElseThrow();
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(agent + path))
                .header("Authorization", "Bearer " + key(shop))
                .header("Content-Type", "application/json");
        body.ifPresentOrElse(text -> request.POST(BodyPublishers.ofString(text)), request::GET);
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request.build(), BodyHandlers.ofString());
        }
    }

    private static JsonNode json(HttpResponse<String> answer) throws Exception {
        return Json.mapper().readTree(answer.body());
    }

    private static void apply(Shop shop, Map<String, Object> spec) {
        GenericKubernetesResource agent = new GenericKubernetesResource();
        agent.setApiVersion(ResourceKind.API_VERSION);
        agent.setKind("Agent");
        agent.setMetadata(new ObjectMetaBuilder()
                .withNamespace(shop.namespace())
                .withName("quant")
                .build());
        agent.setAdditionalProperty("spec", spec);
        shop.create(agent);
    }

    private static Agent awaitAgent(Shop shop, Predicate<Agent> wanted) {
        return Patience.until("the agent is as wanted", () -> find(shop), found -> found.filter(wanted)
                        .isPresent())
                .orElseThrow();
    }

    private static Optional<Agent> find(Shop shop) {
        return Optional.ofNullable(agent(shop).get())
                .map(object -> Json.mapper().convertValue(object, Agent.class));
    }

    private static boolean ready(Agent agent) {
        Agent.Status status = agent.statusOrEmpty();
        return status.observedGeneration() == agent.metadata().generation()
                && Conditions.holds(status.conditions(), ConditionType.READY);
    }

    private static Resource<GenericKubernetesResource> agent(Shop shop) {
        return shop.kube()
                .genericKubernetesResources(AGENTS)
                .inNamespace(shop.namespace())
                .withName("quant");
    }

    private static String key(Shop shop) {
        Secret secret = shop.kube()
                .secrets()
                .inNamespace(shop.namespace())
                .withName(AgentChildren.name(ChildKind.SECRET))
                .get();
        return new String(Base64.getDecoder().decode(secret.getData().get(AgentChildren.KEY)), StandardCharsets.UTF_8);
    }
}
