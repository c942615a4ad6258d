package io.offerflow.activities.agent;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Secret;
import io.offerflow.api.Json;
import io.offerflow.workflows.agent.AgentChildren;
import io.offerflow.workflows.agent.AgentSeed;
import io.offerflow.workflows.agent.HermesView;
import io.offerflow.workflows.agent.Rollout;
import io.offerflow.workflows.entity.ChildKind;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks at what children's manifests do not tell: what was delivered, and what Hermes says of itself. */
final class HermesLook {
    /** A busy Hermes answers later than an idle one; the whole look has 15 s. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final int TRIES = 2;
    private static final int LONGEST_WORD = 200;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();

    /**
     * @param environment versions of the Secrets that people fill
     * @param endpoint where Hermes answers
     * @param key of the agent; stays here
     */
    HermesView view(
            Map<ChildKind, GenericKubernetesResource> found,
            String environment,
            Rollout rollout,
            String endpoint,
            @Nullable Secret key) {
        GenericKubernetesResource configuration = found.get(ChildKind.CONFIG_MAP);
        return new HermesView(
                configuration == null
                        ? null
                        : HermesView.digest(
                                configuration.<Object>get("data") instanceof Map<?, ?> data ? data : Map.of()),
                soul(found.get(ChildKind.SOUL)),
                environment,
                rollout.state() == Rollout.State.Ready && key != null
                        ? health(endpoint, key)
                        : HermesView.Health.NOT_ASKED);
    }

    private static HermesView.@Nullable Soul soul(@Nullable GenericKubernetesResource map) {
        if (map == null) {
            return null;
        }
        Map<String, String> annotations = Optional.ofNullable(map.getMetadata())
                .map(ObjectMeta::getAnnotations)
                .orElse(Map.of());
        return new HermesView.Soul(
                annotations.get(AgentSeed.OBJECTIVE),
                Objects.requireNonNullElse(annotations.get(AgentSeed.RENDER_SOUL), ""));
    }

    /** One lost answer must not take an agent from sale. */
    private HermesView.Health health(String endpoint, Secret secret) {
        HermesView.Health last = HermesView.Health.NOT_ASKED;
        for (int i = 0; i < TRIES && last.state() != HermesView.State.Well; i++) {
            last = ask(endpoint, secret);
        }
        return last;
    }

    private HermesView.Health ask(String endpoint, Secret secret) {
        String encoded = secret.getData() == null ? "" : secret.getData().getOrDefault(AgentChildren.KEY, "");
        try {
            String key = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8).strip();
            HttpRequest request = HttpRequest.newBuilder(URI.create(endpoint + "/health/detailed"))
                    .timeout(PATIENCE)
                    .header("Authorization", "Bearer " + key)
                    .build();
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            return answer.statusCode() == 200
                    ? said(Json.mapper().readTree(answer.body()))
                    : HermesView.Health.unwell("GET /health/detailed answers " + answer.statusCode());
        } catch (IOException e) {
            return HermesView.Health.unwell(
                    "GET /health/detailed: " + e.getClass().getSimpleName());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return HermesView.Health.unwell("interrupted");
        } catch (IllegalArgumentException unusable) {
            // A key that no header can carry; its text must not get into the message.
            return HermesView.Health.unwell("the API key cannot be sent");
        }
    }

    private static HermesView.Health said(JsonNode answer) {
        if ("ok".equals(answer.path("status").asText())) {
            return HermesView.Health.WELL;
        }
        StringBuilder bad = new StringBuilder();
        answer.at("/readiness/checks").properties().forEach(check -> {
            String status = check.getValue().path("status").asText();
            if (!"ok".equals(status)) {
                bad.append(bad.isEmpty() ? "" : ", ")
                        .append(check.getKey())
                        .append(" is ")
                        .append(status);
            }
        });
        String words = bad.isEmpty() ? "status " + answer.path("status").asText() : bad.toString();
        return HermesView.Health.unwell("Hermes says: " + words.substring(0, Math.min(words.length(), LONGEST_WORD)));
    }
}
