package io.offerflow.activities.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.offerflow.activities.object.ApiFailures;
import io.offerflow.activities.object.StoredObjects;
import io.offerflow.api.Json;
import io.offerflow.api.Ref;
import io.offerflow.api.name.Labels;
import io.offerflow.cluster.AgentReader;
import io.offerflow.ethereum.keystore.Keystore;
import io.offerflow.workflows.agent.AgentWallet;
import io.offerflow.workflows.agent.WalletSecrets;
import io.offerflow.workflows.entity.Step;
import io.offerflow.workflows.entity.StepOutcome;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes a wallet, so that however often it is tried, by however many workers, and wherever one of them is killed, there is one keystore and
 * its password is not lost.
 *
 * <ol>
 *   <li>The keystore's Secret is reserved: made without a keystore. From here on a password without that Secret means a loss.
 *   <li>Key and password are drawn, and the password is written under a name that nobody took yet, in a Secret that cannot be changed.
 *   <li>The keystore, its address and the name of its password are written in one go, into the very version of the reserved Secret that was
 *       seen to be empty. Who is later finds it filled, and deletes the password that it made.
 * </ol>
 *
 * <p>A try that dies between the last two leaves a password of nothing, and its name is not used again.
 */
final class WalletMaking {
    /** Annotation of the keystore's Secret: which object has the password, so that no other one is deleted with the wallet. */
    static final String PASSWORD_UID = "obol.org/password-uid";

    private static final int TRIES = 5;

    private final SecretObjects secrets;
    private final StoredObjects agents;
    private final WalletMint mint;
    private final SecretTexts texts;

    WalletMaking(SecretObjects secrets, StoredObjects agents, WalletMint mint, SecretTexts texts) {
        this.secrets = secrets;
        this.agents = agents;
        this.mint = mint;
        this.texts = texts;
    }

    StepOutcome make(Ref agent, Step.EnsureWallet step) {
        String bound = boundTo(agent);
        if (bound != null) {
            return StepOutcome.failed(step, "the agent is bound to the wallet " + bound);
        }
        Secret reserved = reserve(agent.namespace(), step.labels());
        if (!WalletObserver.owns(agent, "", reserved)) {
            return StepOutcome.failed(step, "Secret " + WalletSecrets.KEYSTORE + " belongs to somebody else");
        }
        if (!WalletObserver.reserved(reserved)) {
            return StepOutcome.done(step);
        }
        char[] password = texts.password();
        try {
            Keystore.Minted minted = mint.mint(password);
            Secret kept = keep(agent.namespace(), step.labels(), minted, password);
            if (kept == null) {
                return StepOutcome.failed(
                        step,
                        "every name for the password is taken: delete the Secrets " + WalletSecrets.PASSWORDS
                                + ", no keystore was made with them");
            }
            return fill(reserved, step, minted, kept);
        } catch (OutOfMemoryError tooSmall) {
            // The derivation's memory is one block that is given back at once, so that the rest of the worker goes on.
            return StepOutcome.failed(
                    step, "the worker's heap has no room for 256 MiB: give it more memory (docs/wallets.md)");
        } finally {
            Arrays.fill(password, '\0');
        }
    }

    /** The plan may be old by now. Null when nothing binds the agent. */
    private @Nullable String boundTo(Ref ref) {
        GenericKubernetesResource stored = agents.get(ref);
        if (stored == null) {
            return null;
        }
        return switch (AgentReader.read(stored)) {
            case AgentReader.Readable readable -> readable.agent().pinnedAddress();
            case AgentReader.Unreadable unreadable ->
                unreadable.status() == null ? null : unreadable.status().walletAddress();
        };
    }

    private Secret reserve(String namespace, Map<String, String> labels) {
        for (int i = 0; i < TRIES; i++) {
            Secret found = secrets.get(namespace, WalletSecrets.KEYSTORE);
            Secret reserved = found != null
                    ? found
                    : secrets.create(SecretObjects.named(namespace, WalletSecrets.KEYSTORE)
                            .editMetadata()
                            .withLabels(labels)
                            .endMetadata()
                            .build());
            if (reserved != null) {
                return reserved;
            }
        }
        throw ApiFailures.unavailable("Secret " + WalletSecrets.KEYSTORE + " comes and goes");
    }

    /** Null when every name is taken. */
    private @Nullable Secret keep(
            String namespace, Map<String, String> labels, Keystore.Minted minted, char[] password) {
        byte[] bytes = new byte[password.length];
        for (int i = 0; i < password.length; i++) {
            bytes[i] = (byte) password[i];
        }
        String encoded = SecretTexts.encoded(bytes);
        Arrays.fill(bytes, (byte) 0);
        for (String name : WalletSecrets.PASSWORDS) {
            Secret kept = secrets.create(SecretObjects.named(namespace, name)
                    .editMetadata()
                    .withLabels(labels)
                    .withAnnotations(
                            Map.of(Labels.WALLET_ADDRESS, minted.address().checksummed()))
                    .endMetadata()
                    .withImmutable(true)
                    .withData(Map.of(WalletSecrets.PASSWORD, encoded))
                    .build());
            if (kept != null) {
                return kept;
            }
        }
        return null;
    }

    private StepOutcome fill(Secret reserved, Step.EnsureWallet step, Keystore.Minted minted, Secret password) {
        String namespace = reserved.getMetadata().getNamespace();
        Secret version = reserved;
        try {
            for (int i = 0; i < TRIES && version != null && WalletObserver.reserved(version); i++) {
                if (secrets.patch(version, keystore(step, minted, password)) != null) {
                    return StepOutcome.done(step);
                }
                version = secrets.get(namespace, WalletSecrets.KEYSTORE);
            }
        } catch (KubernetesClientException e) {
            if (!ApiFailures.passes(e)) {
                forget(password);
            }
            throw e;
        }
        // Filled by another try, or gone: what was written here is of no use to anybody.
        forget(password);
        if (version == null || WalletObserver.reserved(version)) {
            throw ApiFailures.unavailable("Secret " + WalletSecrets.KEYSTORE + " changes all the time");
        }
        return StepOutcome.done(step);
    }

    private void forget(Secret password) {
        secrets.delete(
                password.getMetadata().getNamespace(),
                password.getMetadata().getName(),
                password.getMetadata().getUid());
    }

    private ObjectNode keystore(Step.EnsureWallet step, Keystore.Minted minted, Secret password) {
        ObjectNode patch = Json.mapper().createObjectNode();
        patch.putObject("data")
                .put(WalletSecrets.FILE, SecretTexts.encoded(minted.json().getBytes(StandardCharsets.UTF_8)))
                .put(WalletSecrets.TOKEN, texts.token());
        ObjectNode annotations = patch.putObject("metadata").putObject("annotations");
        new TreeMap<>(Map.of(
                        Labels.WALLET_ADDRESS,
                        minted.address().checksummed(),
                        AgentWallet.TOKEN_VERSION,
                        step.tokenVersion(),
                        AgentWallet.PASSWORD_SECRET,
                        password.getMetadata().getName(),
                        PASSWORD_UID,
                        password.getMetadata().getUid()))
                .forEach(annotations::put);
        return patch;
    }
}
