package io.offerflow.activities.agent;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Secret;
import io.offerflow.activities.object.ApiFailures;
import io.offerflow.activities.object.OwnSteps;
import io.offerflow.api.Json;
import io.offerflow.api.Ref;
import io.offerflow.api.name.Labels;
import io.offerflow.workflows.agent.AgentWallet;
import io.offerflow.workflows.agent.WalletSecrets;
import io.offerflow.workflows.entity.Step;
import io.offerflow.workflows.entity.StepOutcome;
import io.offerflow.workflows.entity.Steps;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Carries out the steps that concern a wallet which is there; {@link WalletMaking} makes one. */
final class WalletSteps implements OwnSteps {
    private static final int TRIES = 5;

    private final SecretObjects secrets;
    private final WalletMaking making;
    private final SecretTexts texts;

    WalletSteps(SecretObjects secrets, WalletMaking making, SecretTexts texts) {
        this.secrets = secrets;
        this.making = making;
        this.texts = texts;
    }

    @Override
    public Did carryOut(Steps plan, Step step) {
        if (!(step instanceof Step.OfWallet own)) {
            throw new IllegalArgumentException("no step of an agent: " + step.summary());
        }
        StepOutcome outcome =
                switch (own) {
                    case Step.EnsureWallet wallet -> making.make(plan.ref(), wallet);
                    case Step.EnsureSignerToken token -> changed(plan, step, keystore -> token(keystore, token));
                    case Step.ClaimWallet claim -> changed(plan, step, keystore -> label(null));
                    case Step.RetainWallet retain -> changed(plan, step, WalletSteps::retained);
                    case Step.DestroyWallet destroy -> destroyed(plan, step);
                };
        return new Did(outcome, false, Map.of());
    }

    /** The merge patch for a keystore's Secret; null when nothing is to be done. */
    private interface Change {
        @Nullable
        ObjectNode of(Secret keystore);
    }

    private StepOutcome changed(Steps plan, Step step, Change change) {
        for (int i = 0; i < TRIES; i++) {
            Secret keystore = mine(plan);
            ObjectNode patch = keystore == null ? null : change.of(keystore);
            if (keystore == null || patch == null || secrets.patch(keystore, patch) != null) {
                return StepOutcome.done(step);
            }
        }
        throw ApiFailures.unavailable("Secret " + WalletSecrets.KEYSTORE + " changes all the time");
    }

    /** Null when it is gone or somebody else's. */
    private @Nullable Secret mine(Steps plan) {
        Secret keystore = secrets.get(plan.ref().namespace(), WalletSecrets.KEYSTORE);
        return keystore != null && WalletObserver.owns(plan.ref(), plan.uid(), keystore) ? keystore : null;
    }

    /** Only adds: a token that is there is in use. */
    private @Nullable ObjectNode token(Secret keystore, Step.EnsureSignerToken wanted) {
        if (!SecretObjects.entry(keystore, WalletSecrets.TOKEN).isBlank()) {
            return null;
        }
        ObjectNode patch = Json.mapper().createObjectNode();
        patch.putObject("data").put(WalletSecrets.TOKEN, texts.token());
        patch.putObject("metadata").putObject("annotations").put(AgentWallet.TOKEN_VERSION, wanted.tokenVersion());
        return patch;
    }

    private static ObjectNode label(@Nullable String value) {
        ObjectNode patch = Json.mapper().createObjectNode();
        patch.putObject("metadata").putObject("labels").put(Labels.WALLET, value);
        return patch;
    }

    private static ObjectNode retained(Secret keystore) {
        ObjectNode patch = label(Labels.WALLET_RETAINED);
        ArrayNode owners = patch.withObject("/metadata").putArray("ownerReferences");
        keystore.getMetadata().getOwnerReferences().stream()
                .filter(owner -> !WalletObserver.ofAgent(owner))
                .forEach(owner -> owners.add(Json.mapper().<ObjectNode>valueToTree(owner)));
        return patch;
    }

    /** The keystore goes last: as long as it is there, it is known which passwords are the wallet's. */
    private StepOutcome destroyed(Steps plan, Step step) {
        Secret keystore = mine(plan);
        if (keystore == null) {
            return StepOutcome.done(step);
        }
        Ref agent = plan.ref();
        String uid = keystore.getMetadata().getUid();
        if (SecretObjects.entry(keystore, WalletSecrets.PASSWORD).isEmpty()) {
            forget(plan, keystore);
        }
        secrets.delete(agent.namespace(), WalletSecrets.KEYSTORE, uid);
        return StepOutcome.done(step);
    }

    /** Names that only tries of this wallet took. Each is looked at anew: an old attempt must not touch the wallet of a new agent. */
    private void forget(Steps plan, Secret keystore) {
        String namespace = plan.ref().namespace();
        String password = WalletObserver.passwordOf(keystore);
        String made = SecretObjects.annotation(keystore, WalletMaking.PASSWORD_UID);
        for (String name : WalletSecrets.PASSWORDS) {
            Secret still = mine(plan);
            if (still == null
                    || !Objects.equals(
                            still.getMetadata().getUid(), keystore.getMetadata().getUid())) {
                return;
            }
            if (name.equals(password) && made != null) {
                secrets.delete(namespace, name, made);
            } else {
                secrets.delete(namespace, name);
            }
        }
    }
}
