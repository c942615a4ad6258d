package io.offerflow.activities.agent;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Secret;
import io.offerflow.activities.object.ChildObjects;
import io.offerflow.api.Metadata;
import io.offerflow.api.Ref;
import io.offerflow.api.ResourceKind;
import io.offerflow.api.name.Labels;
import io.offerflow.ethereum.keystore.Keystore;
import io.offerflow.ethereum.keystore.KeystoreException;
import io.offerflow.workflows.agent.AgentWallet;
import io.offerflow.workflows.agent.WalletSecrets;
import io.offerflow.workflows.agent.WalletView;
import io.offerflow.workflows.agent.WalletView.Signing;
import io.offerflow.workflows.agent.WalletView.State;
import java.util.Objects;

/** Looks at the Secrets of a wallet: at the keystore and what stands on it, never at the password. */
final class WalletObserver {
    private final SecretObjects secrets;

    WalletObserver(SecretObjects secrets) {
        this.secrets = secrets;
    }

    /** @param wanted the agent wants a wallet, so that the password counts too */
    WalletView look(Metadata agent, boolean wanted) {
        Secret keystore = secrets.get(agent.namespace(), WalletSecrets.KEYSTORE);
        if (keystore == null) {
            return wanted ? withoutKeystore(agent.namespace()) : WalletView.ABSENT;
        }
        if (!owns(agent.ref(), Objects.requireNonNullElse(agent.uid(), ""), keystore)) {
            return broken(
                    State.Foreign,
                    "Secret " + WalletSecrets.KEYSTORE
                            + " belongs to somebody else, or is the wallet of another Agent, and is left alone",
                    keystore);
        }
        return read(keystore, wanted);
    }

    /** What a vanished agent left. */
    WalletView left(Ref agent) {
        Secret keystore = secrets.get(agent.namespace(), WalletSecrets.KEYSTORE);
        return keystore == null || !owns(agent, "", keystore) || leaving(keystore)
                ? WalletView.ABSENT
                : read(keystore, false);
    }

    static boolean owns(Ref agent, String uid, Secret keystore) {
        return ChildObjects.ours(SecretObjects.bare(keystore), agent.name(), uid);
    }

    /** No keystore ever was in it. */
    static boolean reserved(Secret keystore) {
        return SecretObjects.entry(keystore, WalletSecrets.FILE).isBlank()
                && SecretObjects.annotation(keystore, Labels.WALLET_ADDRESS) == null;
    }

    private static boolean leaving(Secret keystore) {
        return keystore.getMetadata().getDeletionTimestamp() != null;
    }

    private WalletView withoutKeystore(String namespace) {
        String password = WalletSecrets.PASSWORDS.getFirst();
        if (!secrets.exists(namespace, password)) {
            return WalletView.ABSENT;
        }
        String sentence = "Secret " + password + " is there, but its keystore is not: restore Secret "
                + WalletSecrets.KEYSTORE + "; for a new wallet delete " + password;
        return new WalletView(State.PasswordOnly, null, sentence, null, false, null);
    }

    private WalletView read(Secret keystore, boolean wanted) {
        if (reserved(keystore)) {
            return new WalletView(State.Reserved, null, null, null, kept(keystore), null);
        }
        String address;
        try {
            address = Keystore.address(SecretObjects.entry(keystore, WalletSecrets.FILE))
                    .checksummed();
        } catch (KeystoreException e) {
            return broken(
                    State.Unusable,
                    "Secret " + WalletSecrets.KEYSTORE + " has no usable " + WalletSecrets.FILE + ": " + e.getMessage(),
                    keystore);
        }
        String said = SecretObjects.annotation(keystore, Labels.WALLET_ADDRESS);
        if (said != null && !said.equalsIgnoreCase(address)) {
            String sentence = "the keystore is of " + address + ", and its Secret says " + said;
            return new WalletView(State.Contradictory, address, sentence, null, kept(keystore), null);
        }
        return signing(keystore, address, wanted);
    }

    private WalletView signing(Secret keystore, String address, boolean wanted) {
        boolean combined =
                !SecretObjects.entry(keystore, WalletSecrets.PASSWORD).isEmpty();
        String password = combined ? WalletSecrets.KEYSTORE : passwordOf(keystore);
        String token = SecretObjects.entry(keystore, WalletSecrets.TOKEN).isBlank()
                ? null
                : Objects.requireNonNullElse(SecretObjects.annotation(keystore, AgentWallet.TOKEN_VERSION), "");
        Signing signing = new Signing(password, combined, token);
        if (wanted && !combined && !secrets.exists(keystore.getMetadata().getNamespace(), password)) {
            String sentence = "Secret " + password + " with the password of the keystore of " + address
                    + " is gone: restore it from your backup";
            return new WalletView(State.PasswordMissing, address, sentence, signing, kept(keystore), null);
        }
        return new WalletView(State.Present, address, null, signing, kept(keystore), null);
    }

    /** The one that the keystore names; the first where a person wrote the Secret and left it out. */
    static String passwordOf(Secret keystore) {
        return Objects.requireNonNullElse(
                SecretObjects.annotation(keystore, AgentWallet.PASSWORD_SECRET), WalletSecrets.PASSWORDS.getFirst());
    }

    private static WalletView broken(State state, String sentence, Secret keystore) {
        return new WalletView(state, null, sentence, null, kept(keystore), null);
    }

    private static boolean kept(Secret keystore) {
        return Labels.WALLET_RETAINED.equals(SecretObjects.labels(keystore).get(Labels.WALLET))
                && keystore.getMetadata().getOwnerReferences().stream().noneMatch(WalletObserver::ofAgent);
    }

    static boolean ofAgent(OwnerReference owner) {
        return ResourceKind.AGENT.kind().equals(owner.getKind());
    }
}
