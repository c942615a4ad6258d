package io.offerflow.activities.agent;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.offerflow.activities.object.OwnSteps;
import io.offerflow.workflows.agent.AgentChildren;
import io.offerflow.workflows.agent.KeyView;
import io.offerflow.workflows.entity.Step;
import io.offerflow.workflows.entity.StepOutcome;
import io.offerflow.workflows.entity.Steps;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The keys with which the gate calls agents. A key is drawn when there is none that Hermes takes, and never changed otherwise; whoever wants a
 * new one deletes the Secret. Steps of other kinds are the wallet's.
 */
final class AgentKeys implements OwnSteps {
    /** Hermes refuses to listen with a shorter one. */
    private static final int SHORTEST = 16;

    private final KubernetesClient client;
    private final SecretTexts texts;
    private final OwnSteps wallets;

    AgentKeys(KubernetesClient client, SecretTexts texts, OwnSteps wallets) {
        this.client = client;
        this.texts = texts;
        this.wallets = wallets;
    }

    static KeyView view(@Nullable Secret secret) {
        if (secret == null || !usable(secret)) {
            return KeyView.MISSING;
        }
        Map<String, String> annotations = secret.getMetadata().getAnnotations();
        return new KeyView(true, annotations == null ? null : annotations.get(AgentChildren.KEY_VERSION));
    }

    @Override
    public Did carryOut(Steps plan, Step step) {
        if (!(step instanceof Step.EnsureKey wanted)) {
            return wallets.carryOut(plan, step);
        }
        Secret secret = client.getKubernetesSerialization().convertValue(wanted.manifest(), Secret.class);
        secret.setData(Map.of(wanted.key(), texts.token()));
        Resource<Secret> place =
                client.secrets().inNamespace(plan.ref().namespace()).resource(secret);
        try {
            place.create();
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw e;
            }
            heal(place, secret);
        }
        return new Did(StepOutcome.done(step), true, Map.of());
    }

    /** Whoever was faster keeps its key if it is one. The version guards what was read. */
    private static void heal(Resource<Secret> place, Secret wanted) {
        Secret stored = place.get();
        if (stored == null || usable(stored)) {
            return;
        }
        wanted.getMetadata().setResourceVersion(stored.getMetadata().getResourceVersion());
        wanted.setType(stored.getType());
        place.update();
    }

    private static boolean usable(Secret secret) {
        String encoded = secret.getData() == null ? null : secret.getData().get(AgentChildren.KEY);
        if (encoded == null) {
            return false;
        }
        try {
            return new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8)
                            .strip()
                            .length()
                    >= SHORTEST;
        } catch (IllegalArgumentException noBase64) {
            return false;
        }
    }
}
